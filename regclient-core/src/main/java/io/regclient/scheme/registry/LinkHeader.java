// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.error.RegistryException;
import io.regclient.scheme.registry.wire.HeaderErrors;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads {@code Link} headers (RFC 8288): several lines, several links per line, quoted or bare parameters (TG-2), and
 * the ways in which registries get them wrong: targets in quotation marks, without brackets, with only one of them.
 */
final class LinkHeader {
    private final String text;
    private int at;

    private LinkHeader(String text) {
        this.text = text;
    }

    /**
     * Target of the first link with the relation {@code next}.
     *
     * @throws RegistryException of kind PARSING_FAILED when there is none and a line cannot be understood: a list whose
     *     end is not known must not pass for a whole one
     */
    static Optional<String> next(List<String> lines) throws RegistryException {
        Optional<RegistryException> unreadable = Optional.empty();
        for (String line : lines) {
            try {
                Optional<String> target = new LinkHeader(line).findNext();
                if (target.isPresent()) {
                    return target;
                }
            } catch (RegistryException e) {
                unreadable = Optional.of(e);
            }
        }
        if (unreadable.isPresent()) {
            throw unreadable.get();
        }
        return Optional.empty();
    }

    private Optional<String> findNext() throws RegistryException {
        for (skip(","); at < text.length(); skip(",")) {
            String target = target();
            if (parametersSayNext()) {
                return Optional.of(target);
            }
        }
        return Optional.empty();
    }

    /** Passes white space and the given characters. */
    private void skip(String characters) {
        while (at < text.length()
                && (Character.isWhitespace(text.charAt(at)) || characters.indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
    }

    private String target() throws RegistryException {
        char first = text.charAt(at);
        if (first == '"' || first == '\'') {
            return quoted(first).trim();
        }
        int close = first == '<' ? text.indexOf('>', at) : -1;
        if (close >= 0) {
            String target = text.substring(at + 1, close).trim();
            at = close + 1;
            return target;
        }
        at += first == '<' ? 1 : 0;
        String target = bareTarget();
        if (!target.startsWith("?") && target.indexOf('/') < 0) {
            throw HeaderErrors.unreadable("Link", text);
        }
        return target;
    }

    /** Up to the parameters, or to a comma with a space behind it: without a space it may be part of the URL. */
    private String bareTarget() {
        int start = at;
        while (at < text.length() && text.charAt(at) != ';' && !isSeparator(at)) {
            at++;
        }
        String target = text.substring(start, at).trim();
        return target.endsWith(">") ? target.substring(0, target.length() - 1).trim() : target;
    }

    private boolean isSeparator(int index) {
        return text.charAt(index) == ','
                && (index + 1 == text.length() || Character.isWhitespace(text.charAt(index + 1)));
    }

    /** Reads the parameters up to the comma that ends the link. */
    private boolean parametersSayNext() {
        boolean next = false;
        boolean relationSeen = false;
        for (skip(";"); at < text.length() && text.charAt(at) != ','; skip(";")) {
            String name = bare("=;,").trim().toLowerCase(Locale.ROOT);
            String value = at < text.length() && text.charAt(at) == '=' ? value() : "";
            if (name.equals("rel") && !relationSeen) { // the first one counts (RFC 8288, 3.3)
                relationSeen = true;
                next = Arrays.asList(value.toLowerCase(Locale.ROOT).split("\\s+"))
                        .contains("next");
            }
        }
        return next;
    }

    private String value() {
        at++;
        skip("");
        boolean quotes = at < text.length() && "\"'".indexOf(text.charAt(at)) >= 0;
        return quotes ? quoted(text.charAt(at)) : bare(";,").trim();
    }

    private String bare(String ends) {
        int start = at;
        while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted(char mark) {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length() && text.charAt(at) != mark; at++) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        at++;
        return value.toString();
    }
}
