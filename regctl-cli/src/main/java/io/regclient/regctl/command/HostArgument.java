// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.HostSetting;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** A value of {@code --host}: {@code reg=name,user=name,pass=word,tls=mode} (contract regctl 4.6). */
final class HostArgument {
    private static final String NAME = "reg";

    private static final List<String> KEYS = keys();

    private HostArgument() {}

    private static List<String> keys() {
        List<String> keys = new ArrayList<>(List.of(NAME));
        for (HostSetting<?> setting : HostSetting.all()) {
            if (setting.isHostFlag()) {
                keys.add(setting.key());
            }
        }
        return List.copyOf(keys);
    }

    /** The settings; a part that cannot be read is a warning, never an error. */
    static Optional<HostConfig> parse(String text) {
        Optional<List<String>> parts = split(text);
        if (parts.isEmpty()) {
            LoggerFactory.getLogger(HostArgument.class)
                    .warn("unable to parse host string, a quote or escape is not closed");
            return Optional.empty();
        }
        HostConfigBuilder host = HostConfig.builder("");
        for (String part : parts.get()) {
            int equals = part.indexOf('=');
            String key = equals < 0 ? part : part.substring(0, equals);
            String value = equals < 0 ? "" : part.substring(equals + 1);
            if (key.equals(NAME)) {
                host.name(value);
            } else {
                set(host, key, value);
            }
        }
        return Optional.of(host.build());
    }

    /** An unknown key is ignored, scripts carry some. It is only shown when it is a misspelt one, not part of a secret. */
    private static void set(HostConfigBuilder host, String key, String value) {
        if (!KEYS.contains(key)) {
            LoggingEventBuilder warning =
                    LoggerFactory.getLogger(HostArgument.class).atWarn();
            Optional<String> meant = NearestWord.of(key, KEYS);
            if (meant.isPresent()) {
                warning = warning.addKeyValue("key", key).addKeyValue("hint", "did you mean " + meant.get() + "?");
            }
            warning.log("Ignoring a part of --host that is none of " + String.join(", ", KEYS));
        }
        for (HostSetting<?> setting : HostSetting.all()) {
            if (setting.isHostFlag() && setting.key().equals(key)) {
                try {
                    setting.parse(value, host);
                } catch (RegistryException e) {
                    LoggerFactory.getLogger(HostArgument.class)
                            .atWarn()
                            .addKeyValue("err", e.getMessage())
                            .log("unable to parse " + key + " setting");
                }
            }
        }
    }

    /** Splits at commas; a backslash takes the next character as it is, double quotes group. */
    private static Optional<List<String>> split(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        boolean escaped = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (escaped) {
                part.append(c);
                escaped = false;
            } else if (c == '\\') {
                escaped = true;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return quoted || escaped ? Optional.empty() : Optional.of(parts);
    }
}
