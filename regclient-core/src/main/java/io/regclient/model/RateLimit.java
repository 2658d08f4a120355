// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pull rate limit as announced by a registry (contract MF-19).
 *
 * @param set true when {@code RateLimit-Remaining} was an integer
 * @param remain pulls left
 * @param limit pulls allowed
 * @param reset seconds, or an absolute time, as sent by the registry
 * @param policies policy texts
 */
public record RateLimit(boolean set, int remain, int limit, int reset, List<String> policies) {
    public static final RateLimit NONE = new RateLimit(false, 0, 0, 0, List.of());

    private static final Pattern NUMBER = Pattern.compile("[\\s\"']*\\+?([0-9]+)");

    /** Longest header value in characters that is read; a longer one counts as absent. */
    static final int MAX_HEADER = 1024;

    public RateLimit {
        policies = List.copyOf(policies);
    }

    /** Reads the rate limit from response headers, whose names may have any letter case. */
    public static RateLimit of(Map<String, List<String>> headers) {
        return parse(
                first(headers, "RateLimit-Limit"),
                first(headers, "RateLimit-Remaining"),
                first(headers, "RateLimit-Reset"));
    }

    private static String first(Map<String, List<String>> headers, String name) {
        return headers.entrySet().stream()
                .filter(e -> e.getKey().equalsIgnoreCase(name) && !e.getValue().isEmpty())
                .map(e -> e.getValue().getFirst())
                .filter(value -> value.length() <= MAX_HEADER)
                .findFirst()
                .orElse("");
    }

    /** Reads the three header values; an absent header is an empty text. */
    public static RateLimit parse(String limitHeader, String remainingHeader, String resetHeader) {
        String[] parts = limitHeader.split(",", -1);
        int limit = integer(beforeSemicolon(parts[0])).orElse(0);
        List<String> trimmed =
                Arrays.stream(parts).map(String::trim).filter(p -> !p.isEmpty()).toList();
        List<String> policies =
                trimmed.isEmpty() || trimmed.getFirst().contains(";") ? trimmed : trimmed.subList(1, trimmed.size());
        OptionalInt remain = integer(beforeSemicolon(remainingHeader));
        return new RateLimit(
                remain.isPresent(),
                remain.orElse(0),
                limit,
                integer(resetHeader).orElse(0),
                policies);
    }

    private static String beforeSemicolon(String text) {
        int semicolon = text.indexOf(';');
        return semicolon < 0 ? text : text.substring(0, semicolon);
    }

    /** The number a text begins with, quoted or not. */
    private static OptionalInt integer(String text) {
        Matcher number = NUMBER.matcher(text);
        try {
            return number.lookingAt() ? OptionalInt.of(Integer.parseInt(number.group(1))) : OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty(); // too large
        }
    }
}
