// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.config.HostConfig;
import io.regclient.kit.yaml.FilledKeys;
import io.regclient.kit.yaml.YamlMapping;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The keys of one mapping of a file, in the order of their declaration; those of groups stand among them. */
public final class Schema {
    private static final Map<Class<?>, Schema> KNOWN = new ConcurrentHashMap<>();

    private final Class<?> type;
    private final Map<String, SchemaKey> keys = new LinkedHashMap<>();

    private Schema(Class<?> type, List<SchemaKey> declared) {
        this.type = type;
        for (SchemaKey key : declared) {
            if (keys.put(key.name(), key) != null) {
                throw new IllegalStateException(key.name() + " is declared twice");
            }
        }
    }

    /** The keys a record declares, or those of a host. */
    public static Schema of(Class<?> type) {
        Schema known = KNOWN.get(type);
        if (known == null) {
            known = new Schema(type, type == HostConfig.class ? HostKeys.declared() : declared(type));
            KNOWN.put(type, known);
        }
        return known;
    }

    /** True for a mapping in which each key must say something. */
    boolean isFilled() {
        return FilledKeys.class.isAssignableFrom(type);
    }

    /** True for a type that stands for a mapping of its own. */
    static boolean isMapping(Class<?> type) {
        return type == HostConfig.class || (type.isRecord() && !KeyGroup.class.isAssignableFrom(type));
    }

    static boolean isGroup(RecordComponent component) {
        return KeyGroup.class.isAssignableFrom(component.getType());
    }

    private static List<SchemaKey> declared(Class<?> type) {
        List<SchemaKey> declared = new ArrayList<>();
        for (RecordComponent component : Records.components(type)) {
            if (isGroup(component)) {
                declared.addAll(declared(component.getType()));
            } else {
                declared.add(new RecordKey(component));
            }
        }
        return declared;
    }

    /** What the mapping is called among those of the file. */
    String name() {
        return type.getSimpleName();
    }

    /** All keys in order. */
    public List<SchemaKey> keys() {
        return List.copyOf(keys.values());
    }

    /** The key with this name, or the one that is also read by it. */
    Optional<SchemaKey> find(String name) {
        SchemaKey key = keys.get(name);
        if (key != null) {
            return Optional.of(key);
        }
        for (SchemaKey candidate : keys.values()) {
            if (!name.isEmpty() && candidate.alias().equals(name)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** The key of a mapping that a component reads: its own name, or its alias when only that is there. */
    String keyIn(YamlMapping mapping, String name) {
        SchemaKey key = keys.get(name);
        if (key == null || mapping.has(name) || !hasStranger(mapping)) {
            return name;
        }
        return !key.alias().isEmpty() && mapping.has(key.alias()) ? key.alias() : name;
    }

    private boolean hasStranger(YamlMapping mapping) {
        for (String name : mapping.keys()) {
            if (!keys.containsKey(name)) {
                return true;
            }
        }
        return false;
    }
}
