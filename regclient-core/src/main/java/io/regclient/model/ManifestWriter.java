// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.json.JsonWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Manifests to bytes: fields in the order of JS-2, in the compact form of JS-1. */
final class ManifestWriter {
    private ManifestWriter() {}

    /** Starts the tree of a manifest; Docker's types always state their type, the others as the old bytes did. */
    static Map<String, Object> start(String mediaType, boolean stated, boolean versioned) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (versioned) {
            tree.put("schemaVersion", 2);
        }
        if (stated || MediaType.isDocker(mediaType)) {
            tree.put("mediaType", mediaType);
        }
        return tree;
    }

    static void finish(Map<String, Object> tree, Optional<Descriptor> subject, Map<String, String> annotations) {
        subject.ifPresent(s -> tree.put("subject", s.toTree()));
        Tree.putMap(tree, "annotations", annotations);
    }

    static byte[] bytes(Map<String, Object> tree) {
        return JsonWriter.compact(tree);
    }

    static Descriptor describe(String mediaType, DigestAlgorithm algorithm, byte[] raw) {
        return Descriptor.of(mediaType, algorithm.digest(raw), raw.length);
    }

    /**
     * What a rewritten document has in common with the old one beside its content (JS-1).
     *
     * @param statesType it has a {@code mediaType} of its own
     * @param nullList its list of layers or manifests was absent or null, which is written as null while it is empty
     */
    record Form(boolean statesType, boolean nullList) {
        static final Form NEW = new Form(true, false);

        /** The same with a media type of its own. */
        Form stated() {
            return new Form(true, nullList);
        }
    }

    /**
     * The form of a document.
     *
     * @param list key of the list that is not optional in the format
     */
    static Form formOf(byte[] raw, String list) {
        JsonObject json = parsed(raw);
        return new Form(json.has("mediaType"), !json.has(list));
    }

    static void putList(Map<String, Object> tree, String key, List<Descriptor> list, Form form) {
        tree.put(key, list.isEmpty() && form.nullList ? null : Tree.descriptors(list));
    }

    /** True when the document has a {@code mediaType} of its own; rewriting keeps its absence (JS-1). */
    static boolean statesMediaType(byte[] raw) {
        return parsed(raw).has("mediaType");
    }

    private static JsonObject parsed(byte[] raw) {
        try {
            return Json.parseObject(raw, "manifest");
        } catch (RegistryException e) {
            throw new IllegalStateException("a manifest was built around bytes that are no JSON object", e);
        }
    }

    /** Docker's types have neither subject nor artifact type (MF-23). */
    static void requireOci(String mediaType, String what) throws RegistryException {
        if (MediaType.isDocker(mediaType)) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE, "media type " + mediaType + " does not support " + what);
        }
    }

    /** Two manifests are equal when media type and bytes are; response headers do not count. */
    static boolean same(Manifest manifest, Object other) {
        return other instanceof Manifest m
                && m.getClass() == manifest.getClass()
                && m.mediaType().equals(manifest.mediaType())
                && Arrays.equals(m.raw(), manifest.raw());
    }
}
