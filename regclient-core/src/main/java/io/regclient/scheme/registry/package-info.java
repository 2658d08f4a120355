// SPDX-License-Identifier: Apache-2.0
/**
 * Content in registries: the requests of the OCI distribution specification for blobs, manifests, tags, referrers and
 * catalogs (contract sections 10 to 13). Mirrors, retry, authentication and redirects are the business of the
 * {@code http} package below.
 */
@NullMarked
package io.regclient.scheme.registry;

import org.jspecify.annotations.NullMarked;
