// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Members of written JSON objects that are left out when empty (contract JS-1). */
final class Tree {
    private Tree() {}

    static void putText(Map<String, Object> tree, String key, String value) {
        if (!value.isEmpty()) {
            tree.put(key, value);
        }
    }

    static void putList(Map<String, Object> tree, String key, List<?> value) {
        if (!value.isEmpty()) {
            tree.put(key, value);
        }
    }

    /** Keys are sorted bytewise (JS-1). */
    static void putMap(Map<String, Object> tree, String key, Map<String, String> value) {
        if (!value.isEmpty()) {
            tree.put(key, Json.sorted(value));
        }
    }

    /** A set is an object whose values are empty objects. */
    static void putSet(Map<String, Object> tree, String key, Set<String> value) {
        if (!value.isEmpty()) {
            Map<String, Object> members = new LinkedHashMap<>();
            value.forEach(name -> members.put(name, Map.of()));
            tree.put(key, Json.sorted(members));
        }
    }

    static void putNumber(Map<String, Object> tree, String key, long value) {
        if (value != 0) {
            tree.put(key, value);
        }
    }

    static void putFlag(Map<String, Object> tree, String key, boolean value) {
        if (value) {
            tree.put(key, true);
        }
    }

    static List<Object> descriptors(List<Descriptor> list) {
        List<Object> out = new ArrayList<>(list.size());
        list.forEach(d -> out.add(d.toTree()));
        return out;
    }
}
