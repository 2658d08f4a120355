// SPDX-License-Identifier: Apache-2.0
/**
 * One request and its answer on one connection: sockets, proxies, guarded names, stalls. What an answer means, and
 * whether anything is asked again, is decided above.
 */
@NullMarked
package io.regclient.http.net;

import org.jspecify.annotations.NullMarked;
