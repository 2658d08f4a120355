// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tags of a repository in the registry's order (contract TG-2, TG-4, TG-5).
 *
 * @param name repository as the registry names it
 * @param tags tags of all pages read
 * @param children repositories below this one, which only some registries tell
 * @param manifests manifests by digest, which only some registries tell
 * @param body raw body of the last page; for a layout its index.json
 * @param headers response headers of the last page
 * @param url URL of the last page, empty for a layout
 * @param more true when a limit ended the list and the registry said by a Link header that there are more
 */
@SuppressWarnings("ArrayRecordComponent") // the body is only shown; lists are never compared
public record TagList(
        String name,
        List<String> tags,
        List<String> children,
        Map<String, ListedManifest> manifests,
        byte[] body,
        Map<String, List<String>> headers,
        Optional<String> url,
        boolean more) {
    public TagList {
        tags = List.copyOf(tags);
        children = List.copyOf(children);
        manifests = Collections.unmodifiableMap(new LinkedHashMap<>(manifests));
    }

    /** The list of a layout. */
    public static TagList ofLayout(List<String> tags, byte[] index) {
        return new TagList("", tags, List.of(), Map.of(), index, Map.of(), Optional.empty(), false);
    }
}
