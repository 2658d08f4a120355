// SPDX-License-Identifier: Apache-2.0
/** Pure decisions: which tags, repositories and versions, and what will fail (contract regsync 6 and 17). */
@NullMarked
package io.regclient.regsync.plan;

import org.jspecify.annotations.NullMarked;
