// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@code WWW-Authenticate} header lines (contract AU-3). */
final class ChallengeParser {
    private static final char QUOTE = '"';

    private final String text;
    private int pos;

    private ChallengeParser(String text) {
        this.text = text;
    }

    /**
     * All challenges of all header lines in order. A malformed line is skipped when another line can be read.
     *
     * @throws RegistryException of kind PARSING_FAILED when no line can be read
     */
    static List<Challenge> parse(List<String> lines) throws RegistryException {
        List<Challenge> challenges = new ArrayList<>();
        List<RegistryException> failures = new ArrayList<>();
        for (String line : lines) {
            try {
                challenges.addAll(new ChallengeParser(line).challenges());
            } catch (RegistryException e) {
                failures.add(e);
            }
        }
        if (challenges.isEmpty() && !failures.isEmpty()) {
            throw failures.getFirst();
        }
        return challenges;
    }

    private List<Challenge> challenges() throws RegistryException {
        List<Challenge> challenges = new ArrayList<>();
        skipSpaces();
        while (pos < text.length()) {
            challenges.add(challenge());
        }
        return challenges;
    }

    private Challenge challenge() throws RegistryException {
        String type = token("an authentication type");
        boolean space = skipSpaces();
        Map<String, String> parameters = new LinkedHashMap<>();
        if (pos == text.length() || comma()) {
            return new Challenge(type, parameters);
        }
        if (!space) {
            throw malformed("unexpected character after the authentication type");
        }
        while (pos < text.length() && !atNextChallenge()) {
            parameter(parameters);
            if (pos < text.length() && !comma()) {
                throw malformed("missing comma");
            }
        }
        return new Challenge(type, parameters);
    }

    private void parameter(Map<String, String> parameters) throws RegistryException {
        String key = token("a parameter name");
        skipSpaces();
        if (pos == text.length() || text.charAt(pos) != '=') {
            throw malformed("parameter " + key + " without a value");
        }
        pos++;
        skipSpaces();
        boolean quoted = pos < text.length() && text.charAt(pos) == QUOTE;
        parameters.put(key, quoted ? quotedText() : bareText(key));
        skipSpaces();
    }

    /** True when a type follows instead of a parameter: {@code type parameter=...}, or a type without parameters. */
    private boolean atNextChallenge() {
        int at = pos;
        while (at < text.length() && isTokenChar(text.charAt(at))) {
            at++;
        }
        int end = at;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        boolean wordBehind = at > end && at < text.length() && isTokenChar(text.charAt(at));
        boolean commaBehind = at < text.length() && text.charAt(at) == ',';
        return end > pos && (wordBehind || commaBehind);
    }

    private String token(String what) throws RegistryException {
        int start = pos;
        while (pos < text.length() && isTokenChar(text.charAt(pos))) {
            pos++;
        }
        if (pos == start) {
            throw malformed("expected " + what);
        }
        return text.substring(start, pos).toLowerCase(Locale.ROOT);
    }

    private String bareText(String key) throws RegistryException {
        int start = pos;
        while (pos < text.length() && (isTokenChar(text.charAt(pos)) || "~+/".indexOf(text.charAt(pos)) >= 0)) {
            pos++;
        }
        while (pos > start && pos < text.length() && text.charAt(pos) == '=') {
            pos++; // padding of base64 values
        }
        if (pos == start) {
            throw malformed("parameter " + key + " without a value");
        }
        return text.substring(start, pos);
    }

    private String quotedText() throws RegistryException {
        StringBuilder value = new StringBuilder();
        for (pos++; pos < text.length(); pos++) {
            char c = text.charAt(pos);
            if (c == QUOTE) {
                pos++;
                return value.toString();
            }
            if (c == '\\' && ++pos == text.length()) {
                break;
            }
            value.append(text.charAt(pos));
        }
        throw malformed("unclosed quote");
    }

    /** Skips one comma, and further ones: empty list elements are allowed (RFC 9110 section 5.6.1). */
    private boolean comma() {
        boolean found = false;
        while (pos < text.length() && text.charAt(pos) == ',') {
            found = true;
            pos++;
            skipSpaces();
        }
        return found;
    }

    private boolean skipSpaces() {
        int start = pos;
        while (pos < text.length() && isSpace(text.charAt(pos))) {
            pos++;
        }
        return pos > start;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isTokenChar(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "-._".indexOf(c) >= 0);
    }

    private RegistryException malformed(String why) {
        return RegistryException.of(
                ErrorKind.PARSING_FAILED, "malformed WWW-Authenticate header: " + why + " at position " + pos);
    }
}
