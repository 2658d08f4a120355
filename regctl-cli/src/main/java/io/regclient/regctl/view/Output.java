// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.TemplateOutput;
import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Prints a command's result in the form {@code --format} asks for (contract regctl 7.1, 7.6). */
public final class Output {
    /** The default of {@code --format}. */
    public static final String PRETTY = "{{printPretty .}}";

    private Output() {}

    public static void template(Invocation invocation, String format, TemplateObject data) throws IOException {
        TemplateOutput.print(invocation, format, data);
    }

    /** The shorthands raw, body and headers, or a template over the object (contract regctl 7.6). */
    public static void raw(
            Invocation invocation,
            String format,
            Map<String, List<String>> headers,
            byte[] body,
            Supplier<TemplateObject> data)
            throws IOException {
        switch (format) {
            case "raw" -> {
                headers(invocation, headers);
                invocation.out().print('\n');
                invocation.out().write(body);
            }
            case "raw-body", "rawBody", "body" -> invocation.out().write(body);
            case "raw-headers", "rawHeaders", "headers" -> headers(invocation, headers);
            default -> template(invocation, format, data.get());
        }
    }

    /** {@code Name: value} lines with canonical names in order. */
    public static void headers(Invocation invocation, Map<String, List<String>> headers) {
        Map<String, List<String>> sorted = new TreeMap<>();
        headers.forEach((name, values) -> sorted.put(canonical(name), values));
        sorted.forEach(
                (name, values) -> values.forEach(value -> invocation.out().print(name + ": " + value + "\n")));
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
