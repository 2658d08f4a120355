// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates what an RE2 expression costs before it is compiled. Counted repetitions are written out by the compiler, and
 * every part that can match nothing (an option, a group, an anchor) takes a step of the matcher's stack: it weighs more
 * than a character.
 */
final class RegularExpressionSize {
    /** Deepest nesting of groups. */
    static final int MAX_DEPTH = 100;

    /** Most parts; {@code a{0,600}} has 5400, and takes up to 512 KiB of stack to compile; to match it takes less. */
    static final int MAX_PARTS = 5500;

    private static final int EMPTY_MATCH = 8;
    private static final int GROUP = 10;

    private final String text;
    private final Deque<Long> outer = new ArrayDeque<>();
    private int at;
    private int depth;
    /** Parts of the group that is read, and of the last thing in it: what a repetition repeats. */
    private long parts;

    private long last;

    private RegularExpressionSize(String text) {
        this.text = text;
    }

    static RegularExpressionSize of(String text) {
        RegularExpressionSize size = new RegularExpressionSize(text);
        while (size.at < text.length()) {
            size.step();
        }
        while (!size.outer.isEmpty()) {
            size.close(); // a group without an end: the compiler says so
        }
        return size;
    }

    /** Deepest nesting of groups. */
    int depth() {
        return depth;
    }

    /** Parts with all repetitions written out; large numbers are cut off. */
    long parts() {
        return parts;
    }

    private void step() {
        char c = text.charAt(at++);
        switch (c) {
            case '\\' -> escape();
            case '[' -> characterClass();
            case '(' -> {
                outer.push(parts);
                depth = Math.max(depth, outer.size());
                parts = 0;
                last = 0;
            }
            case ')' -> close();
            case '{' -> count();
            case '*', '+', '?' -> grow(EMPTY_MATCH);
            case '|' -> add(EMPTY_MATCH);
            case '^', '$' -> add(EMPTY_MATCH);
            default -> add(1);
        }
    }

    private void add(long weight) {
        last = weight;
        parts += weight;
    }

    /** The last part takes more. */
    private void grow(long weight) {
        long more = Math.min(weight, MAX_PARTS + 1L);
        last = Math.min(last + more, MAX_PARTS + 1L);
        parts = Math.min(parts + more, MAX_PARTS + 1L);
    }

    private void close() {
        if (!outer.isEmpty()) {
            long inner = parts + GROUP;
            parts = outer.pop() + inner;
            last = inner;
        }
    }

    private void escape() {
        if (at >= text.length()) {
            return;
        }
        char c = text.charAt(at++);
        if (c == 'Q') {
            int end = text.indexOf("\\E", at);
            int stop = end < 0 ? text.length() : end;
            add(stop - at);
            last = 1;
            at = end < 0 ? stop : stop + 2;
            return;
        }
        if ("pPx".indexOf(c) >= 0 && at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            at = end < 0 ? text.length() : end + 1;
        }
        add("bBAz".indexOf(c) >= 0 ? EMPTY_MATCH : 1);
    }

    /** A bracket at the beginning is part of the class, and names of classes have brackets of their own. */
    private void characterClass() {
        at += text.startsWith("^", at) ? 1 : 0;
        at += text.startsWith("]", at) ? 1 : 0;
        while (at < text.length() && text.charAt(at) != ']') {
            int name = text.startsWith("[:", at) ? text.indexOf(":]", at + 2) : -1;
            at = name > 0 ? name + 2 : at + (text.charAt(at) == '\\' ? 2 : 1);
        }
        at = Math.min(at + 1, text.length());
        add(1);
    }

    /** What is not written as a count is text. */
    private void count() {
        int end = text.indexOf('}', at);
        String[] numbers = end < 0 ? new String[0] : text.substring(at, end).split(",", -1);
        if (numbers.length < 1 || numbers.length > 2 || !isNumber(numbers[0])) {
            add(1);
            return;
        }
        int least = Integer.parseInt(numbers[0]);
        int most = numbers.length == 1 || !isNumber(numbers[1]) ? least : Integer.parseInt(numbers[1]);
        int options = numbers.length == 1 ? 0 : Math.max(1, most - least);
        grow(Math.max(0, Math.max(least, most) - 1) * last + (long) options * EMPTY_MATCH);
        at = end + 1;
    }

    /** The compiler takes up to 1000. */
    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 4 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
