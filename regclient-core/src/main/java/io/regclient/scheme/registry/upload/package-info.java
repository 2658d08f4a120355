// SPDX-License-Identifier: Apache-2.0
/** Bringing blobs into a registry: mounts, sessions, one request or chunks, and what follows a failure (BL-5 to BL-18). */
@NullMarked
package io.regclient.scheme.registry.upload;

import org.jspecify.annotations.NullMarked;
