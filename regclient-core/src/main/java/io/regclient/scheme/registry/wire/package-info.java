// SPDX-License-Identifier: Apache-2.0
/** What all operations on a registry have in common: the way to it, checked statuses, URLs of headers (BL-9, ER-2). */
@NullMarked
package io.regclient.scheme.registry.wire;

import org.jspecify.annotations.NullMarked;
