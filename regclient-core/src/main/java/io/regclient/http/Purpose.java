// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.observe.RequestKind;

/**
 * What a request is sent for.
 *
 * @param kind what it is about
 * @param retry times it was tried before
 * @param large whether a blob is moved
 */
record Purpose(RequestKind kind, int retry, boolean large) {}
