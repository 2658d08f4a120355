// SPDX-License-Identifier: Apache-2.0
/** References to repositories, tags and digests in registries and OCI layout directories (contract section 2). */
@NullMarked
package io.regclient.ref;

import org.jspecify.annotations.NullMarked;
