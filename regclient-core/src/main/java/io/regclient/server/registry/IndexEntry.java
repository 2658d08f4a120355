// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a layout's index.json.
 *
 * @param mediaType media type, empty text when a foreign writer left it out
 * @param digest digest of the manifest
 * @param size size in bytes
 * @param tag tag by the rules of contract OL-5 and OL-16
 * @param tree the JSON object as read, so that members unknown here survive a rewrite
 */
record IndexEntry(
        String mediaType, Digest digest, long size, Optional<String> tag, Map<String, @Nullable Object> tree) {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

    static boolean isTag(String text) {
        return TAG.matcher(text).matches();
    }

    static IndexEntry of(String mediaType, Digest digest, long size) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("mediaType", mediaType);
        tree.put("digest", digest.toString());
        tree.put("size", size);
        return new IndexEntry(mediaType, digest, size, Optional.empty(), tree);
    }

    static IndexEntry read(JsonObject object) throws RegistryException {
        String name = object.stringMap("annotations").getOrDefault(REF_NAME, "");
        Optional<String> tag =
                Optional.of(name.substring(name.lastIndexOf(':') + 1)).filter(IndexEntry::isTag);
        return new IndexEntry(
                object.string("mediaType"),
                Digest.parse(object.string("digest")),
                object.integer("size", -1),
                tag,
                object.tree());
    }

    IndexEntry withTag(String newTag) {
        Map<String, @Nullable Object> annotations = annotations();
        annotations.put(REF_NAME, newTag);
        return withAnnotations(Optional.of(newTag), annotations);
    }

    IndexEntry withoutTag() {
        Map<String, @Nullable Object> annotations = annotations();
        annotations.remove(REF_NAME);
        return withAnnotations(Optional.empty(), annotations);
    }

    /** The value of the reference name annotation, which may be more than a tag; empty text when absent. */
    String referenceName() {
        return annotations().get(REF_NAME) instanceof String name ? name : "";
    }

    private IndexEntry withAnnotations(Optional<String> newTag, Map<String, @Nullable Object> annotations) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(tree);
        if (annotations.isEmpty()) {
            copy.remove("annotations");
        } else {
            copy.put("annotations", annotations);
        }
        return new IndexEntry(mediaType, digest, size, newTag, copy);
    }

    private Map<String, @Nullable Object> annotations() {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (tree.get("annotations") instanceof Map<?, ?> map) {
            map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        }
        return copy;
    }
}
