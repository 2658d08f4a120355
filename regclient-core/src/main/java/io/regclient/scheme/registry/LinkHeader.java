// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code Link} headers (RFC 8288): several lines, several links per line, quoted or bare parameters (TG-2). */
final class LinkHeader {
    private final String text;
    private int at;

    private LinkHeader(String text) {
        this.text = text;
    }

    /** Target of the first link with the relation {@code next}; links that cannot be read are skipped. */
    static Optional<String> next(List<String> lines) {
        for (String line : lines) {
            Optional<String> target = new LinkHeader(line).findNext();
            if (target.isPresent()) {
                return target;
            }
        }
        return Optional.empty();
    }

    private Optional<String> findNext() {
        while (at < text.length()) {
            int open = text.indexOf('<', at);
            int close = open < 0 ? -1 : text.indexOf('>', open);
            if (close < 0) {
                return Optional.empty();
            }
            at = close + 1;
            if (parametersSayNext()) {
                return Optional.of(text.substring(open + 1, close).trim());
            }
        }
        return Optional.empty();
    }

    /** Reads the parameters up to the comma that ends the link. */
    private boolean parametersSayNext() {
        boolean next = false;
        boolean relationSeen = false;
        while (at < text.length() && text.charAt(at) != ',') {
            if (text.charAt(at) == ';' || Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            String name = bare("=;,").trim().toLowerCase(Locale.ROOT);
            String value = at < text.length() && text.charAt(at) == '=' ? value() : "";
            if (name.equals("rel") && !relationSeen) { // the first one counts (RFC 8288, 3.3)
                relationSeen = true;
                next = Arrays.asList(value.toLowerCase(Locale.ROOT).split("\\s+"))
                        .contains("next");
            }
        }
        at++;
        return next;
    }

    private String value() {
        at++;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() && text.charAt(at) == '"'
                ? quoted()
                : bare(";,").trim();
    }

    private String bare(String ends) {
        int start = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        at++;
        return value.toString();
    }
}
