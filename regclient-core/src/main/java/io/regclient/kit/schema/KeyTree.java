// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.config.HostConfig;
import io.regclient.config.HostSetting;
import io.regclient.config.TlsMode;
import io.regclient.error.VisibleText;
import io.regclient.time.GoDuration;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All keys of a record as a tree to be printed, in the order of their declaration (contract regsync 15). */
public final class KeyTree {
    private static final String SECRET_PARAMETER =
            "(?i)((?:password|[?&][^=&\\s]*(?:pas|pw|secret|token)[^=&\\s]*)=)[^&]*";

    private static final String MASK = "***";

    private final boolean showSecrets;

    private KeyTree(boolean showSecrets) {
        this.showSecrets = showSecrets;
    }

    /**
     * The tree of maps, lists, texts, numbers, booleans and nulls.
     *
     * @param showSecrets print passwords, tokens and private keys instead of {@code ***}
     */
    public static Map<String, @Nullable Object> of(Record mapping, boolean showSecrets) {
        return new KeyTree(showSecrets).mapping(mapping);
    }

    private Map<String, @Nullable Object> mapping(Record mapping) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        for (RecordComponent component : Records.components(mapping.getClass())) {
            Object value = Records.value(mapping, component);
            if (Schema.isGroup(component)) {
                tree.putAll(mapping((Record) value));
                continue;
            }
            RecordKey key = new RecordKey(component);
            if (Inheritance.isSet(value) || !key.declaration().omitEmpty()) {
                tree.put(key.name(), printed(key, value));
            }
        }
        return tree;
    }

    private @Nullable Object printed(RecordKey key, Object value) {
        // no switch over types: each would make a class at every start
        if (value instanceof HostConfig host) {
            return host(host);
        }
        if (value instanceof Record nested) {
            Map<String, @Nullable Object> tree = mapping(nested);
            Shorthand only = nested.getClass().getAnnotation(Shorthand.class);
            return only != null && tree.size() == 1 && tree.containsKey(only.value()) ? tree.get(only.value()) : tree;
        }
        if (value instanceof Age age) {
            return age.toString();
        }
        if (value instanceof Switch flag) {
            return flag == Switch.UNSET ? null : flag.isOn();
        }
        if (value instanceof Duration duration) {
            return GoDuration.format(duration);
        }
        if (value instanceof Map<?, ?> map) {
            return key.declaration().secret() && !showSecrets ? masked(map) : new TreeMap<>(map);
        }
        if (value instanceof Optional<?> optional) {
            return optional.isPresent() ? printed(key, optional.get()) : key.isList() ? List.of() : null;
        }
        if (value instanceof String text && key.declaration().step() > 0) {
            if (key.declaration().secret() && !showSecrets && !text.isEmpty()) {
                return MASK;
            }
            return asTemplate(shown(text));
        }
        if (value instanceof String text && key.declaration().secret() && !showSecrets) {
            return withoutQuery(VisibleText.withoutLogin(text));
        }
        return value instanceof List<?> list ? list(key, list) : value;
    }

    private static Map<Object, String> masked(Map<?, ?> map) {
        Map<Object, String> masked = new TreeMap<>();
        map.keySet().forEach(name -> masked.put(name, MASK));
        return masked;
    }

    /** A URL without what stands behind its path. */
    private static String withoutQuery(String url) {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query + 1) + MASK;
    }

    /** Without what a URL of a database may have among its parameters, also under a name that is misspelt. */
    private static String withoutParameter(String text) {
        return text.indexOf('=') < 0 ? text : text.replaceAll(SECRET_PARAMETER, "$1" + MASK);
    }

    private String shown(String text) {
        return showSecrets ? text : withoutParameter(VisibleText.withoutLogin(text));
    }

    /** The text of a key that is a template: reading what was printed gives the text again. */
    private static String asTemplate(String text) {
        return text.replace("{{", "{{\"{{\"}}");
    }

    private List<@Nullable Object> list(RecordKey key, List<?> list) {
        List<@Nullable Object> printed = new ArrayList<>();
        for (Object element : list) {
            // of the words of a command only a URL is known to hide something
            boolean plain = key.declaration().secret() && element instanceof String text && !text.contains("://");
            printed.add(plain ? element : printed(key, element));
        }
        return printed;
    }

    private Map<String, @Nullable Object> host(HostConfig host) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put(HostKeys.NAME, asTemplate(shown(host.name())));
        for (HostSetting<?> setting : HostSetting.all()) {
            Object value = setting(showSecrets ? host.get(setting) : setting.shown(host));
            boolean masked =
                    setting.hides(value) && !showSecrets && !value.toString().isEmpty();
            tree.put(setting.key(), masked ? MASK : setting.isTemplate() ? asTemplate(value.toString()) : value);
        }
        return tree;
    }

    private static Object setting(Object value) {
        if (value instanceof TlsMode mode) {
            return mode.text();
        }
        if (value instanceof Duration duration) {
            return duration.toNanos();
        }
        return value instanceof Map<?, ?> map ? new TreeMap<>(map) : value;
    }
}
