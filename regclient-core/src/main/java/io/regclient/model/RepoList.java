// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import java.util.List;
import java.util.Map;

/**
 * One page of a registry's catalog (contract TG-9).
 *
 * @param repositories names in the registry's order
 * @param body raw body
 * @param headers response headers
 * @param more true when the registry said by a Link header that there are more
 */
@SuppressWarnings("ArrayRecordComponent") // the body is only shown; lists are never compared
public record RepoList(List<String> repositories, byte[] body, Map<String, List<String>> headers, boolean more) {
    public RepoList {
        repositories = List.copyOf(repositories);
    }
}
