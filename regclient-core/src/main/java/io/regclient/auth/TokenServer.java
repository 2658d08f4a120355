// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

/**
 * Where a bearer challenge sends the client for a token.
 *
 * @param realm realm as received
 * @param url absolute URL of the realm
 * @param service service as received, empty when none
 * @param challengedUrl URL whose answer held the challenge
 */
record TokenServer(String realm, String url, String service, String challengedUrl) {}
