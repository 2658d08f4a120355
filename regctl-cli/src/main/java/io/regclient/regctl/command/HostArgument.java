// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.config.HostConfig;
import io.regclient.config.HostConfigBuilder;
import io.regclient.config.TlsMode;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A value of {@code --host}: {@code reg=name,user=name,pass=word,tls=mode} (contract regctl 4.6). */
final class HostArgument {
    private HostArgument() {}

    /** The settings; a part that cannot be read is a warning, never an error. */
    static Optional<HostConfig> parse(String text) {
        Logger log = LoggerFactory.getLogger(HostArgument.class);
        Optional<List<String>> parts = split(text);
        if (parts.isEmpty()) {
            log.atWarn().log("unable to parse host string, a quote or escape is not closed");
            return Optional.empty();
        }
        HostConfigBuilder host = HostConfig.builder("");
        for (String part : parts.get()) {
            int equals = part.indexOf('=');
            String value = equals < 0 ? "" : part.substring(equals + 1);
            switch (equals < 0 ? part : part.substring(0, equals)) {
                case "reg" -> host.name(value);
                case "user" -> host.user(value);
                case "pass" -> host.pass(value);
                case "tls" -> setTls(log, host, value);
                default -> {
                    // other keys have always been ignored, scripts carry some
                }
            }
        }
        return Optional.of(host.build());
    }

    private static void setTls(Logger log, HostConfigBuilder host, String value) {
        try {
            host.tls(TlsMode.parse(value));
        } catch (RegistryException e) {
            log.atWarn().addKeyValue("err", e.getMessage()).log("unable to parse tls setting");
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
