// SPDX-License-Identifier: Apache-2.0
/**
 * An embedded registry for development and tests: the OCI distribution API over one OCI layout directory per
 * repository. It knows nothing of the client side of this library.
 */
@NullMarked
package io.regclient.server.registry;

import org.jspecify.annotations.NullMarked;
