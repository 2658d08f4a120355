// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.MediaType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A unique image that takes over a tag so that both can be deleted by the image's digest (contract TG-7).
 *
 * @param layer descriptor of the only layer
 * @param layerContent an empty JSON object
 * @param config descriptor of the config
 * @param configContent names tag and time, which makes the digest unique
 * @param manifest the manifest
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ThrowawayImage(
        Descriptor layer, byte[] layerContent, Descriptor config, byte[] configContent, ImageManifest manifest) {

    /**
     * Makes the image for a tag.
     *
     * @param oldType media type the tag holds; the image is of the same family
     */
    static ThrowawayImage forTag(String tag, String oldType, Instant now) {
        boolean oci = oldType.equals(MediaType.OCI_MANIFEST) || oldType.equals(MediaType.OCI_INDEX);
        byte[] layerContent = "{}".getBytes(StandardCharsets.UTF_8);
        Descriptor layer =
                Descriptor.ofContent(oci ? MediaType.OCI_LAYER_GZIP : MediaType.DOCKER_LAYER_GZIP, layerContent);
        byte[] configContent = JsonWriter.compact(config(tag, now.toString(), layer));
        Descriptor config = Descriptor.ofContent(oci ? MediaType.OCI_CONFIG : MediaType.DOCKER_CONFIG, configContent);
        String type = oci ? MediaType.OCI_MANIFEST : MediaType.DOCKER_MANIFEST;
        return new ThrowawayImage(
                layer, layerContent, config, configContent, ImageManifest.of(type, config, List.of(layer)));
    }

    private static Map<String, Object> config(String tag, String now, Descriptor layer) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("created", now);
        tree.put("architecture", "amd64");
        tree.put("os", "linux");
        tree.put("config", Map.of("Labels", ordered("delete-date", now, "delete-tag", tag)));
        Map<String, Object> rootfs = new LinkedHashMap<>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", List.of(layer.digest().orElseThrow().toString()));
        tree.put("rootfs", rootfs);
        Map<String, Object> history = ordered("created", now, "created_by", "# regclient");
        history.put("comment", "empty JSON blob");
        tree.put("history", List.of(history));
        return tree;
    }

    private static Map<String, Object> ordered(String key1, String value1, String key2, String value2) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(key1, value1);
        map.put(key2, value2);
        return map;
    }
}
