// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.http.net.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;

/** Reports {@code Warning: 299 - "text"} headers of any answer (contract WA-1, distribution specification). */
final class RegistryWarnings {
    /** Possessive throughout: without a way back a long line can neither take long nor exhaust the stack. */
    private static final Pattern WARNING =
            Pattern.compile("(?:^|,)\\s*+299\\s++\\S++\\s++\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    /** Characters of a header line that are looked at. */
    static final int MAX_LINE = 4 << 10;

    private final Consumer<String> sink;
    private final WarningScope fallback = new WarningScope();

    RegistryWarnings(Consumer<String> sink) {
        this.sink = sink;
    }

    void report(Response response) {
        List<String> lines = response.headers("Warning");
        if (lines.isEmpty()) {
            return;
        }
        WarningScope scope = WarningScope.current().orElse(fallback);
        for (String line : lines) {
            texts(line).stream().filter(scope::isNew).forEach(sink);
        }
    }

    static List<String> texts(String line) {
        List<String> texts = new ArrayList<>();
        Matcher matcher = WARNING.matcher(line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line);
        while (matcher.find()) {
            String text = OneLine.of(matcher.group(1).replaceAll("\\\\(.)", "$1"));
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }
}
