// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import java.util.Comparator;

/**
 * The order of people for names with numbers in them: {@code v1.9} before {@code v1.10}, {@code 1.0-rc.1} before
 * {@code 1.0}, and a leading {@code v} does not count. Names that are no versions come first.
 */
public final class VersionOrder implements Comparator<String> {

    @Override
    public int compare(String one, String other) {
        int i = start(one);
        int j = start(other);
        boolean version = isDigit(one, i);
        if (version != isDigit(other, j)) {
            return version ? 1 : -1;
        }
        while (i < one.length() && j < other.length()) {
            int order;
            if (isDigit(one, i) && isDigit(other, j)) {
                int endOne = endOfNumber(one, i);
                int endOther = endOfNumber(other, j);
                order = compareNumbers(one.substring(i, endOne), other.substring(j, endOther));
                i = endOne;
                j = endOther;
            } else {
                order = Character.compare(one.charAt(i++), other.charAt(j++));
            }
            if (order != 0) {
                return order;
            }
        }
        int order = tail(one, i) - tail(other, j);
        return order == 0 ? one.compareTo(other) : order;
    }

    /** What follows a common beginning: a pre-release is less than nothing, which is less than anything else. */
    private static int tail(String text, int from) {
        if (from == text.length()) {
            return 0;
        }
        return text.charAt(from) == '-' ? -1 : 1;
    }

    private static int start(String text) {
        return text.startsWith("v") && isDigit(text, 1) ? 1 : 0;
    }

    private static boolean isDigit(String text, int index) {
        return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (isDigit(text, end)) {
            end++;
        }
        return end;
    }

    /** Of any length. */
    private static int compareNumbers(String one, String other) {
        String a = one.replaceFirst("^0+", "");
        String b = other.replaceFirst("^0+", "");
        return a.length() == b.length() ? a.compareTo(b) : Integer.compare(a.length(), b.length());
    }
}
