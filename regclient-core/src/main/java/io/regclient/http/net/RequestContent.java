// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

/**
 * Content of a request.
 *
 * @param source what is sent
 * @param length in bytes, -1 when unknown
 */
public record RequestContent(TrackedSource source, long length) {}
