// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Platform;
import java.util.ArrayList;
import java.util.List;

/**
 * A value that may be meant for some platforms only: {@code [linux/amd64,linux/arm64]value}; {@code [*]}, {@code []}
 * and no prefix mean all (MO-13).
 *
 * @param platforms the platforms; empty for all
 * @param value what follows the prefix
 */
record PlatformPrefix(List<Platform> platforms, String value) {
    private static final String VERSION = "osver=";

    PlatformPrefix {
        platforms = List.copyOf(platforms);
    }

    static PlatformPrefix parse(String text) throws RegistryException {
        int end = text.indexOf(']');
        if (!text.startsWith("[") || end < 0) {
            return new PlatformPrefix(List.of(), text);
        }
        String list = text.substring(1, end);
        String value = text.substring(end + 1);
        return list.isBlank() || list.equals("*")
                ? new PlatformPrefix(List.of(), value)
                : new PlatformPrefix(platforms(list), value);
    }

    /**
     * A name that may be meant for some platforms only.
     *
     * @param what what it is the name of, for messages
     * @throws RegistryException of kind INVALID_INPUT for an empty name, and for platforms without {@code ]} behind them
     */
    static PlatformPrefix parseName(String what, String text) throws RegistryException {
        if (text.startsWith("[") && text.indexOf(']') < 0) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "no \"]\" ends the platforms in front of the name of the " + what
                            + "; [*] goes before a name that begins with \"[\"");
        }
        PlatformPrefix prefix = parse(text);
        EditName.required(what, prefix.value());
        return prefix;
    }

    private static List<Platform> platforms(String list) throws RegistryException {
        List<String> names = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            if (part.strip().startsWith(VERSION) && !names.isEmpty()) {
                names.add(names.removeLast() + "," + part.strip()); // belongs to the platform before
            } else {
                names.add(part.strip());
            }
        }
        List<Platform> platforms = new ArrayList<>();
        for (String name : names) {
            platforms.add(LocalPlatform.parse(name));
        }
        return platforms;
    }

    boolean accepts(Platform platform) {
        return platforms.isEmpty() || platforms.stream().anyMatch(platform::matches);
    }
}
