// SPDX-License-Identifier: Apache-2.0
/** Requests to registries: mirrors, retry, pacing, login, TLS, redirects, resume (contract sections 5 to 9). */
@NullMarked
package io.regclient.http;

import org.jspecify.annotations.NullMarked;
