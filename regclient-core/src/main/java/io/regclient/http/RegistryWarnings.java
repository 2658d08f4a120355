// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.http.net.OneLine;
import java.util.ArrayList;
import java.util.List;
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

    private final WarningSink sink;
    private final WarningScope fallback = new WarningScope();

    RegistryWarnings(WarningSink sink) {
        this.sink = sink;
    }

    /**
     * Reports the warnings of an answer.
     *
     * @param host configured name of the host that was asked
     */
    void report(String host, Response response) {
        List<String> lines = response.headers("Warning");
        if (lines.isEmpty()) {
            return;
        }
        WarningScope scope = WarningScope.current().orElse(fallback);
        for (String line : lines) {
            for (String text : texts(line)) {
                if (scope.isNew(key(host, text))) {
                    sink.warn(host, text);
                }
            }
        }
    }

    /** What makes two warnings the same. */
    static String key(String host, String text) {
        return host + ' ' + text;
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
