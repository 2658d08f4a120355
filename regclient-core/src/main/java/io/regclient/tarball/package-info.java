// SPDX-License-Identifier: Apache-2.0
/**
 * Images to tar files and back: OCI layouts with Docker's {@code manifest.json}, and what {@code docker save} writes
 * (contract EX-1 to EX-5, IM-1 to IM-6). Blobs are streamed; only manifests and the like are kept in memory.
 */
@NullMarked
package io.regclient.tarball;

import org.jspecify.annotations.NullMarked;
