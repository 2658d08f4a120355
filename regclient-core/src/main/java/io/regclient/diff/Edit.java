// SPDX-License-Identifier: Apache-2.0
package io.regclient.diff;

/**
 * One run of lines that are only on one side.
 *
 * @param kind whether they were there before or are there after
 * @param before index of the line before that stands at the start of the run
 * @param after the same in the lines after
 * @param length number of lines
 */
record Edit(Kind kind, int before, int after, int length) {
    enum Kind {
        DELETE,
        INSERT
    }

    Edit {
        if (before < 0 || after < 0 || length <= 0) {
            throw new IllegalArgumentException("not a run of lines: " + before + ", " + after + ", " + length);
        }
    }

    /** Index of the line before that follows. */
    int beforeEnd() {
        return kind == Kind.DELETE ? before + length : before;
    }

    /** Index of the line after that follows. */
    int afterEnd() {
        return kind == Kind.INSERT ? after + length : after;
    }

    /** True when a run of one line more goes on where this one ends. */
    boolean isContinuedBy(Kind next, int atBefore, int atAfter) {
        return kind == next && beforeEnd() == atBefore && afterEnd() == atAfter;
    }

    Edit longer() {
        return new Edit(kind, before, after, length + 1);
    }
}
