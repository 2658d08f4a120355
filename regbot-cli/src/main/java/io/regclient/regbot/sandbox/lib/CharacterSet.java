// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import io.regclient.regbot.sandbox.vm.ScriptError;
import java.util.BitSet;

/** A set of a Lua pattern, such as {@code [%a_]} or {@code [^0-9]}: read once, however long it is. */
final class CharacterSet {
    private static final int BYTES = 256;

    private final BitSet members = new BitSet(BYTES);
    private final int end;

    private CharacterSet(int end) {
        this.end = end;
    }

    /** Reads the set whose opening bracket is at the place. */
    static CharacterSet at(byte[] pattern, int from) {
        int first = from + 1;
        boolean complement = first < pattern.length && pattern[first] == '^';
        if (complement) {
            first++;
        }
        CharacterSet set = new CharacterSet(end(pattern, first));
        set.fill(pattern, first);
        if (complement) {
            set.members.flip(0, BYTES);
        }
        return set;
    }

    /** Offset after the closing bracket; one directly after the opening bracket stands for itself. */
    private static int end(byte[] pattern, int first) {
        int p = first;
        do {
            if (p >= pattern.length) {
                throw new ScriptError("malformed pattern (missing ']')");
            }
            p += pattern[p] == '%' ? 2 : 1;
        } while (p >= pattern.length || pattern[p] != ']');
        return p + 1;
    }

    private void fill(byte[] pattern, int first) {
        BitSet classes = new BitSet(BYTES);
        int last = end - 1;
        int p = first;
        while (p < last) {
            int c = pattern[p] & 0xff;
            if (c == '%') {
                addClass(pattern[p + 1], classes);
                p += 2;
            } else if (p + 2 < last && pattern[p + 1] == '-') {
                int to = pattern[p + 2] & 0xff;
                if (c <= to) {
                    members.set(c, to + 1);
                }
                p += 3;
            } else {
                members.set(c);
                p++;
            }
        }
    }

    private void addClass(byte letter, BitSet known) {
        if (known.get(letter & 0xff)) {
            return;
        }
        known.set(letter & 0xff);
        for (int c = 0; c < BYTES; c++) {
            if (CharacterClass.contains(letter, c)) {
                members.set(c);
            }
        }
    }

    boolean contains(int c) {
        return members.get(c);
    }

    /** Offset in the pattern after the closing bracket. */
    int end() {
        return end;
    }
}
