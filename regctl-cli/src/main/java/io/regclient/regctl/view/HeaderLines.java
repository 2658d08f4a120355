// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.error.VisibleText;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.ParameterType;
import io.regclient.kit.template.value.TemplateFunction;
import io.regclient.kit.template.value.TemplateObject;
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

    /** The headers as templates see them; storage without headers has none. */
    static TemplateObject view(Map<String, List<String>> headers) {
        Map<String, List<String>> named = named(headers);
        ObjectBuilder view = TemplateObject.named("http.Header", named)
                .method(
                        "Get",
                        TemplateFunction.of(
                                a -> values(named, a).stream().findFirst().orElse(""), ParameterType.STRING))
                .method(
                        "Values",
                        TemplateFunction.of(
                                a -> TemplateObject.orUnset("[]string", values(named, a)), ParameterType.STRING));
        return headers.isEmpty() ? view.json(() -> Absent.NIL).build() : view.build();
    }

    private static List<String> values(Map<String, List<String>> named, List<Object> arguments) {
        return named.getOrDefault(canonical((String) arguments.getFirst()), List.of());
    }

    /** The headers by their canonical names, in order, which is how templates ask for them. */
    private static Map<String, List<String>> named(Map<String, List<String>> headers) {
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
