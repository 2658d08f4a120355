// SPDX-License-Identifier: Apache-2.0
/** The port behind which registries and OCI layouts look alike; nothing above it knows the storage. */
@NullMarked
package io.regclient.scheme;

import org.jspecify.annotations.NullMarked;
