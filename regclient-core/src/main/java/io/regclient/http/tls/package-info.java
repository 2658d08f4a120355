// SPDX-License-Identifier: Apache-2.0
/** Roots, client certificates and TLS settings of a host, read when its first TLS connection needs them (TL-1 to TL-3). */
@NullMarked
package io.regclient.http.tls;

import org.jspecify.annotations.NullMarked;
