// SPDX-License-Identifier: Apache-2.0
/** Plans and reports of runs: the documents that people review and scripts read. */
@NullMarked
package io.regclient.regsync.report;

import org.jspecify.annotations.NullMarked;
