// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as tags carry it: any number of numeric parts, an optional leading {@code v}, an optional pre-release;
 * metadata behind {@code +} does not count (contract regsync 6, "Semver dialect").
 *
 * @param parts numeric parts, at least one
 * @param preRelease dot separated identifiers behind the first dash, empty text when there are none
 */
record Version(List<Long> parts, String preRelease) implements Comparable<Version> {
    private static final Pattern IDENTIFIER_PIECE = Pattern.compile("([^0-9]*)([0-9]*)");

    Version {
        parts = List.copyOf(parts);
    }

    /** The version a text stands for; empty when it is not a version. */
    static Optional<Version> parse(String text) {
        String rest = text.startsWith("v") ? text.substring(1) : text;
        int plus = rest.indexOf('+');
        rest = plus < 0 ? rest : rest.substring(0, plus);
        int dash = rest.indexOf('-');
        String numbers = dash < 0 ? rest : rest.substring(0, dash);
        List<Long> parts = new ArrayList<>();
        for (String part : numbers.split("\\.", -1)) {
            if (part.isEmpty() || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.empty();
            }
            try {
                parts.add(Long.parseLong(part));
            } catch (NumberFormatException e) {
                return Optional.empty(); // beyond 64 bits
            }
        }
        return Optional.of(new Version(parts, dash < 0 ? "" : rest.substring(dash + 1)));
    }

    /** A numeric part; parts that are not written are 0. */
    long part(int index) {
        return index < parts.size() ? parts.get(index) : 0;
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int order = Long.compare(part(i), other.part(i));
            if (order != 0) {
                return order;
            }
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        return comparePreRelease(preRelease.split("\\.", -1), other.preRelease.split("\\.", -1));
    }

    private static int comparePreRelease(String[] a, String[] b) {
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int order = compareNaturally(a[i], b[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.length, b.length);
    }

    /** Text and numbers alternate: text compares as text, a run of digits as a number, so rc2 is before rc11. */
    static int compareNaturally(String a, String b) {
        Matcher left = IDENTIFIER_PIECE.matcher(a);
        Matcher right = IDENTIFIER_PIECE.matcher(b);
        int leftAt = 0;
        int rightAt = 0;
        while (leftAt < a.length() && rightAt < b.length()) {
            left.region(leftAt, a.length()).lookingAt();
            right.region(rightAt, b.length()).lookingAt();
            int order = left.group(1).compareTo(right.group(1));
            if (order == 0) {
                order = compareDigits(left.group(2), right.group(2));
            }
            if (order != 0) {
                return order;
            }
            leftAt = left.end();
            rightAt = right.end();
        }
        return Integer.compare(a.length() - leftAt, b.length() - rightAt);
    }

    private static int compareDigits(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return Boolean.compare(!a.isEmpty(), !b.isEmpty());
        }
        String left = a.replaceFirst("^0+(?=.)", "");
        String right = b.replaceFirst("^0+(?=.)", "");
        int order = Integer.compare(left.length(), right.length());
        return order != 0 ? order : left.compareTo(right);
    }
}
