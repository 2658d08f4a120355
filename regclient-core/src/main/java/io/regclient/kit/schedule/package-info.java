// SPDX-License-Identifier: Apache-2.0

/**
 * When and how recurring work runs: intervals and cron specifications (contract regsync 12), and a scheduler that runs
 * jobs by them. Time comes from {@link io.regclient.time}, so tests need no waiting.
 */
@NullMarked
package io.regclient.kit.schedule;

import org.jspecify.annotations.NullMarked;
