// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.error.VisibleText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The headers of an answer as text (contract regctl 7.6). */
public final class HeaderLines {
    private HeaderLines() {}

    /** {@code Name: value} lines with canonical names in order. */
    public static String of(Map<String, List<String>> headers) {
        StringBuilder lines = new StringBuilder();
        named(headers)
                .forEach((name, values) -> values.forEach(
                        value -> lines.append(name).append(": ").append(value).append('\n')));
        return VisibleText.of(lines.toString());
    }

    /** The headers by their canonical names, in order, which is how templates ask for them. */
    static Map<String, List<String>> named(Map<String, List<String>> headers) {
        Map<String, List<String>> sorted = new TreeMap<>();
        headers.forEach((name, values) -> sorted.put(canonical(name), values));
        return sorted;
    }

    /** {@code docker-content-digest} becomes {@code Docker-Content-Digest}. */
    private static String canonical(String name) {
        StringBuilder result = new StringBuilder(name.length());
        boolean start = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            result.append(start ? Character.toUpperCase(c) : Character.toLowerCase(c));
            start = c == '-';
        }
        return result.toString();
    }
}
