// SPDX-License-Identifier: Apache-2.0
/**
 * Times written and read by the layouts of the Go language.
 */
@NullMarked
package io.regclient.kit.template.time;

import org.jspecify.annotations.NullMarked;
