// SPDX-License-Identifier: Apache-2.0
/** Pure decisions: what an entry is about, and what is to do about each image (contract regsync 6 to 11 and 17). */
@NullMarked
package io.regclient.regsync.plan;

import org.jspecify.annotations.NullMarked;
