// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.HostSetting;
import io.regclient.config.TlsMode;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.YamlMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An entry of {@code creds}: the name of a registry beside the settings of {@link HostSetting} (contract regsync 3.1). */
public final class HostKeys {
    /** The key of the name: the JSON file of regctl has it outside of the settings. */
    public static final String NAME = "registry";

    /** Nothing of these is ever quoted, also when they are wrong; a certificate may have its key beside it. */
    private static final Set<String> SECRET_TEMPLATES =
            Set.of(HostSetting.PASS.key(), HostSetting.CLIENT_KEY.key(), HostSetting.CLIENT_CERT.key());

    private HostKeys() {}

    static List<SchemaKey> declared() {
        List<SchemaKey> keys = new ArrayList<>();
        keys.add(new HostKey(
                NAME, "name used in references; `docker.io` is Docker Hub. Template", "", Optional.empty()));
        for (HostSetting<?> setting : HostSetting.all()) {
            String template = setting.isTemplate() ? ". Template" : "";
            keys.add(new HostKey(
                    setting.key(), setting.meaning() + template, setting.byDefault(), Optional.of(setting)));
        }
        return keys;
    }

    /**
     * A key of an entry.
     *
     * @param setting what it sets; empty for the name
     */
    private record HostKey(String name, String meaning, String byDefault, Optional<HostSetting<?>> setting)
            implements SchemaKey {
        @Override
        public ValueKind kind() {
            if (isList()) {
                return ValueKind.TEXT;
            }
            ValueKind kind = ValueKind.of(unset().getClass());
            return kind == ValueKind.DURATION ? ValueKind.DURATION_OR_NANOSECONDS : kind;
        }

        @Override
        public boolean isList() {
            return unset() instanceof List<?>;
        }

        @Override
        public List<String> words() {
            return unset() instanceof TlsMode
                    ? List.of(TlsMode.ENABLED.text(), TlsMode.INSECURE.text(), TlsMode.DISABLED.text())
                    : List.of();
        }

        @Override
        public boolean isRequired() {
            return setting.isEmpty();
        }

        /** The value of a host whose entry does not have the key. */
        private Object unset() {
            HostConfig nothing = HostConfig.builder("").build();
            return setting.isEmpty() ? "" : nothing.get(setting.get());
        }
    }

    /** Reads an entry. One without a name is kept, so that the host table can warn about it. */
    static HostConfig read(YamlMapping entry, Expansion expansion) throws RegistryException {
        HostConfigBuilder host = HostConfig.builder(expanded(entry, NAME, expansion));
        for (HostSetting<?> setting : HostSetting.all()) {
            if (setting.isTemplate()) {
                setting.parse(expanded(entry, setting.key(), expansion), host);
            } else {
                setting.read(entry, host);
            }
        }
        return host.build();
    }

    /** Where a template is wrong, and nothing of it. */
    private static String withoutText(String message) {
        Matcher place = Pattern.compile("^template: out:[0-9:]*").matcher(message);
        return (place.find() ? place.group() : "template: ")
                + " it cannot be expanded, and is not shown as it may be secret";
    }

    private static String expanded(YamlMapping entry, String key, Expansion expansion) throws RegistryException {
        String text = entry.string(key);
        if (text.isEmpty()) {
            return text;
        }
        try {
            return expansion.expand(key, text);
        } catch (RegistryException e) {
            String where = entry.where() + "." + key;
            throw SECRET_TEMPLATES.contains(key)
                    ? RegistryException.of(e.kind(), where + ": " + withoutText(e.getMessage()))
                    : e.withContext(where);
        }
    }
}
