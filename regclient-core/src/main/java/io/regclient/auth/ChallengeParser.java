// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code WWW-Authenticate} header lines (contract AU-3). */
final class ChallengeParser {
    /** Characters of a header line; a longer one is malformed. */
    static final int MAX_LINE = 16 << 10;

    /** Challenges of an answer, the first ones; nobody knows as many ways of authentication. */
    static final int MAX_CHALLENGES = 32;

    private static final char QUOTE = '"';

    /** Ways of authentication whose challenge may be the bare name, also at the end of a list (RFC 4559 section 4). */
    private static final Set<String> WITHOUT_PARAMETERS = Set.of("negotiate", "ntlm", "kerberos");

    /** Ways of authentication that have parameters and never one bare value (RFC 7617, RFC 6750). */
    private static final Set<String> WITHOUT_TOKEN68 = Set.of("basic", "bearer");

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
        return challenges.size() > MAX_CHALLENGES ? challenges.subList(0, MAX_CHALLENGES) : challenges;
    }

    private List<Challenge> challenges() throws RegistryException {
        if (text.length() > MAX_LINE) {
            throw malformed("more than " + MAX_LINE + " characters");
        }
        List<Challenge> challenges = new ArrayList<>();
        skipSpaces();
        comma();
        while (pos < text.length() && challenges.size() < MAX_CHALLENGES) {
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
        if (!WITHOUT_TOKEN68.contains(type) && token68()) {
            return new Challenge(type, parameters);
        }
        while (pos < text.length() && !atNextChallenge()) {
            parameter(parameters);
            if (pos < text.length() && !comma()) {
                throw malformed("missing comma");
            }
        }
        return new Challenge(type, parameters);
    }

    /** Skips one bare value instead of parameters (RFC 9110 section 11.2), which only unknown types have. */
    private boolean token68() {
        int start = pos;
        while (pos < text.length() && isBareChar(text.charAt(pos))) {
            pos++;
        }
        while (pos > start && pos < text.length() && text.charAt(pos) == '=') {
            pos++;
        }
        boolean some = pos > start;
        skipSpaces();
        if (some && (pos == text.length() || comma())) {
            return true;
        }
        pos = start;
        return false;
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
        boolean bareType = at == text.length()
                && WITHOUT_PARAMETERS.contains(text.substring(pos, end).toLowerCase(Locale.ROOT));
        return end > pos && (wordBehind || commaBehind || bareType);
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
        while (pos < text.length() && isBareChar(text.charAt(pos))) {
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

    /** RFC 9110 section 5.6.2. */
    private static boolean isTokenChar(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    private static boolean isBareChar(char c) {
        return isTokenChar(c) || c == '/';
    }

    private RegistryException malformed(String why) {
        return RegistryException.of(
                ErrorKind.PARSING_FAILED, "malformed WWW-Authenticate header: " + why + " at position " + pos);
    }
}
