// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import java.util.Optional;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * One request as it is sent to one server.
 *
 * @param headers all header lines except what a proxy needs
 * @param content what is sent
 * @param large whether a blob is moved
 * @param brief whether it is given up after seconds without an answer
 */
public record WireRequest(
        String method, HttpUrl url, Headers headers, Optional<RequestContent> content, boolean large, boolean brief) {}
