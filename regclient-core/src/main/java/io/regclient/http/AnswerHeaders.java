// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.http.net.Redaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import okhttp3.Headers;
import okhttp3.Response;

/** The header lines of a refused answer as they go along with its failure: few, short and without secrets (ER-2). */
final class AnswerHeaders {
    /** Lines that are kept, the first ones; registries send about a dozen. */
    static final int MAX_LINES = 64;

    private static final int MAX_DIGITS = 18;

    private AnswerHeaders() {}

    /** Lines by name as received. */
    static Map<String, List<String>> of(Response response) {
        Headers received = response.headers();
        Map<String, List<String>> kept = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(received.size(), MAX_LINES); i++) {
            String name = received.name(i);
            if (!Redaction.isSecret(name)) {
                kept.computeIfAbsent(name, n -> new ArrayList<>()).add(Redaction.header(name, received.value(i)));
            }
        }
        return kept;
    }

    /** How many more requests the host will answer, empty when it does not say so (MF-19). */
    static OptionalLong remaining(Response response) {
        String text = response.header("RateLimit-Remaining");
        if (text == null) {
            return OptionalLong.empty();
        }
        int end = 0;
        while (end < text.length() && Character.digit(text.charAt(end), 10) >= 0) {
            end++;
        }
        boolean number = end > 0 && end < MAX_DIGITS;
        return number ? OptionalLong.of(Long.parseLong(text.substring(0, end))) : OptionalLong.empty();
    }
}
