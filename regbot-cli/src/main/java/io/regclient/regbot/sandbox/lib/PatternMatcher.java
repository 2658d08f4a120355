// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.Watch;
import java.util.HashMap;
import java.util.Map;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * Matches one subject against one Lua pattern (Lua 5.1 reference manual section 5.4.1, with {@code %f[set]}). Bytes
 * are compared as bytes, classes are those of ASCII. Every step is counted, so a pattern that tries too much ends as
 * an error, and a script that is out of time ends here too.
 */
final class PatternMatcher {
    /** Steps of one library call; a few seconds at most. */
    static final int MAX_STEPS = 100_000_000;

    private static final int MAX_CAPTURES = 32;
    private static final int MAX_DEPTH = 200;
    private static final int STEPS_AT_ONCE = 1000;
    private static final int BYTES_PER_STEP = 16;
    private static final int OPEN = -1;
    private static final int POSITION = -2;
    private static final int NO_MATCH = -1;

    private final Watch watch;
    private final LuaString subject;
    private final int length;
    private final byte[] pattern;
    private final Map<Integer, CharacterSet> sets = new HashMap<>();
    private final int[] starts = new int[MAX_CAPTURES];
    private final int[] lengths = new int[MAX_CAPTURES];
    private int captures;
    private int depth;
    private int steps;

    PatternMatcher(Watch watch, LuaString subject, LuaString pattern) {
        this.watch = watch;
        this.subject = subject;
        this.length = subject.m_length;
        this.pattern = LuaStrings.bytes(pattern);
    }

    /**
     * Tries a match that begins at one place.
     *
     * @param at offset in the subject
     * @param from offset in the pattern, 1 to leave out an anchor
     * @return offset of the end of the match, or -1
     */
    int matchAt(int at, int from) {
        step();
        captures = 0;
        depth = 0;
        return match(at, from);
    }

    /** Begins another library call, with steps of its own. */
    void restart() {
        steps = 0;
    }

    int length() {
        return length;
    }

    private int byteAt(int index) {
        return subject.m_bytes[subject.m_offset + index] & 0xff;
    }

    int captures() {
        return captures;
    }

    /** A capture, counted from 0; with none in the pattern capture 0 is the whole match. */
    LuaValue capture(int index, int from, int to) {
        if (index >= captures) {
            if (index == 0) {
                return slice(from, to);
            }
            throw new ScriptError("invalid capture index");
        }
        if (lengths[index] == POSITION) {
            return LuaInteger.valueOf(starts[index] + 1);
        }
        if (lengths[index] == OPEN) {
            throw new ScriptError("unfinished capture");
        }
        return slice(starts[index], starts[index] + lengths[index]);
    }

    LuaString slice(int from, int to) {
        watch.allocate(to - from + 40L);
        return LuaStrings.slice(subject, from, to);
    }

    private void step() {
        if (++steps % STEPS_AT_ONCE == 0) {
            watch.steps(STEPS_AT_ONCE);
        }
        if (steps > MAX_STEPS) {
            throw new ScriptError("pattern too complex");
        }
    }

    private int match(int start, int from) {
        if (++depth > MAX_DEPTH) {
            throw new ScriptError("pattern too complex");
        }
        int at = start;
        int p = from;
        while (p < pattern.length && at != NO_MATCH) {
            step();
            int special = specialLength(p);
            if (special == 0) {
                int end = itemEnd(p);
                int next = end < pattern.length ? pattern[end] : 0;
                if (next == '*' || next == '+' || next == '-') {
                    at = repeat(at, p, end);
                    break;
                }
                if (next == '?') {
                    int longer = isMatch(at, p) ? match(at + 1, end + 1) : NO_MATCH;
                    if (longer != NO_MATCH) {
                        at = longer;
                        break;
                    }
                    p = end + 1;
                } else {
                    at = isMatch(at, p) ? at + 1 : NO_MATCH;
                    p = end;
                }
            } else if (special < 0) {
                at = capture(at, p);
                break;
            } else {
                at = special(at, p);
                p += special;
            }
        }
        depth--;
        return at;
    }

    /** Length of an item that is not a single character; -1 for a parenthesis, 0 for a single character. */
    private int specialLength(int p) {
        int c = pattern[p];
        if (c == '(' || c == ')') {
            return -1;
        }
        if (c == '$' && p + 1 == pattern.length) {
            return 1;
        }
        if (c != '%' || p + 1 == pattern.length) {
            return 0;
        }
        int kind = pattern[p + 1];
        if (kind == 'b') {
            return 4;
        }
        if (kind == 'f') {
            if (p + 2 >= pattern.length || pattern[p + 2] != '[') {
                throw new ScriptError("missing '[' after a frontier in pattern");
            }
            return itemEnd(p + 2) - p;
        }
        return kind >= '0' && kind <= '9' ? 2 : 0;
    }

    private int special(int at, int p) {
        if (pattern[p] == '$') {
            return at == length ? at : NO_MATCH;
        }
        return switch (pattern[p + 1]) {
            case 'b' -> balanced(at, p + 2);
            case 'f' -> isFrontier(at, p + 2) ? at : NO_MATCH;
            default -> sameAs(at, pattern[p + 1] - '1');
        };
    }

    private int capture(int at, int p) {
        if (pattern[p] == '(') {
            boolean position = p + 1 < pattern.length && pattern[p + 1] == ')';
            return open(at, position ? p + 2 : p + 1, position ? POSITION : OPEN);
        }
        int index = lastOpen();
        lengths[index] = at - starts[index];
        int end = match(at, p + 1);
        if (end == NO_MATCH) {
            lengths[index] = OPEN;
        }
        return end;
    }

    private int open(int at, int p, int kind) {
        if (captures >= MAX_CAPTURES) {
            throw new ScriptError("too many captures");
        }
        starts[captures] = at;
        lengths[captures] = kind;
        captures++;
        int end = match(at, p);
        if (end == NO_MATCH) {
            captures--;
        }
        return end;
    }

    private int lastOpen() {
        for (int i = captures - 1; i >= 0; i--) {
            if (lengths[i] == OPEN) {
                return i;
            }
        }
        throw new ScriptError("invalid pattern capture");
    }

    /** The repetitions: as many as possible first, or ({@code -}) as few as possible first. */
    private int repeat(int at, int p, int end) {
        if (pattern[end] == '-') {
            return fewest(at, p, end);
        }
        int least = pattern[end] == '+' ? 1 : 0;
        int count = 0;
        while (isMatch(at + count, p)) {
            count++;
            step();
        }
        for (int i = count; i >= least; i--) {
            step();
            int found = match(at + i, end + 1);
            if (found != NO_MATCH) {
                return found;
            }
        }
        return NO_MATCH;
    }

    private int fewest(int start, int p, int end) {
        int at = start;
        while (true) {
            step();
            int found = match(at, end + 1);
            if (found != NO_MATCH) {
                return found;
            }
            if (!isMatch(at, p)) {
                return NO_MATCH;
            }
            at++;
        }
    }

    private int balanced(int at, int p) {
        if (p + 1 >= pattern.length) {
            throw new ScriptError("unbalanced pattern");
        }
        if (at >= length || byteAt(at) != (pattern[p] & 0xff)) {
            return NO_MATCH;
        }
        int open = 1;
        for (int i = at + 1; i < length; i++) {
            step();
            if (byteAt(i) == (pattern[p + 1] & 0xff)) {
                if (--open == 0) {
                    return i + 1;
                }
            } else if (byteAt(i) == (pattern[p] & 0xff)) {
                open++;
            }
        }
        return NO_MATCH;
    }

    private boolean isFrontier(int at, int p) {
        int before = at == 0 ? 0 : byteAt(at - 1);
        int after = at < length ? byteAt(at) : 0;
        CharacterSet set = set(p);
        return !set.contains(before) && set.contains(after);
    }

    private int sameAs(int at, int index) {
        if (index < 0 || index >= captures || lengths[index] == OPEN) {
            throw new ScriptError("invalid capture index");
        }
        int captured = Math.max(0, lengths[index]);
        if (captured > length - at) {
            return NO_MATCH;
        }
        for (int i = 0; i < captured; i++) {
            step();
            if (byteAt(starts[index] + i) != byteAt(at + i)) {
                return NO_MATCH;
            }
        }
        return at + captured;
    }

    /** Offset after the single-character item at the place: a character, a class or a set. */
    private int itemEnd(int from) {
        int p = from;
        int c = pattern[p++];
        if (c == '%') {
            if (p == pattern.length) {
                throw new ScriptError("malformed pattern (ends with '%')");
            }
            return p + 1;
        }
        return c == '[' ? set(from).end() : p;
    }

    /** The set whose opening bracket is at the place in the pattern. */
    private CharacterSet set(int p) {
        CharacterSet known = sets.get(p);
        if (known == null) {
            known = CharacterSet.at(pattern, p);
            sets.put(p, known);
            watch.steps((known.end() - p) / BYTES_PER_STEP);
        }
        return known;
    }

    private boolean isMatch(int at, int p) {
        if (at >= length) {
            return false;
        }
        int c = byteAt(at);
        return switch (pattern[p]) {
            case '.' -> true;
            case '%' -> CharacterClass.contains(pattern[p + 1], c);
            case '[' -> set(p).contains(c);
            default -> (pattern[p] & 0xff) == c;
        };
    }
}
