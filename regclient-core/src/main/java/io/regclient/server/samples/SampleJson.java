// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.samples;

import io.regclient.model.Descriptor;
import io.regclient.model.Platform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON members in the order of contract JS-2 that images, indexes and artifacts have in common. */
final class SampleJson {
    private SampleJson() {}

    static Map<String, Object> descriptor(Descriptor value) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("mediaType", value.mediaType());
        json.put("digest", value.digest().orElseThrow().toString());
        json.put("size", value.size());
        putUnlessEmpty(json, "annotations", value.annotations());
        value.platform().ifPresent(platform -> json.put("platform", platform(platform)));
        return json;
    }

    static Map<String, Object> descriptor(SampleImage.Content content) {
        return descriptor(content.descriptor());
    }

    static List<Map<String, Object>> descriptors(List<SampleImage.Content> contents) {
        return contents.stream().map(SampleJson::descriptor).toList();
    }

    private static Map<String, Object> platform(Platform value) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("architecture", value.architecture());
        json.put("os", value.os());
        if (!value.variant().isEmpty()) {
            json.put("variant", value.variant());
        }
        return json;
    }

    static void putUnlessEmpty(Map<String, Object> json, String key, Map<String, String> value) {
        if (!value.isEmpty()) {
            json.put(key, value);
        }
    }
}
