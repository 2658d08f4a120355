// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Writes Lua 5.1 the way the compiler, which knows 5.2, understands it: an unknown escape such as {@code "\x"} stands for
 * the character itself, and a vararg function has a local {@code arg} (Lua 5.1 manual, 2.1 and 7.1). The text keeps its
 * lines. {@code arg} is a table only in a function that does not use {@code ...} itself, as in Lua 5.1; elsewhere it is
 * nil.
 */
final class SourceDialect {
    /** The first statement of a function that has the table; {@link ScriptCompiler} lets it make one. */
    private static final String TABLE = " local arg=...;";

    private static final String NIL = " local arg;";
    private static final String ESCAPES = "abfnrtv\\\"'\n\r0123456789";

    /** The compiler goes through all that wait for their label at each of them: what takes a second is enough. */
    private static final int MAX_JUMPS = 10_000;

    /** One character a byte. */
    private final String source;

    private final List<Edit> edits = new ArrayList<>();
    private final Deque<Block> blocks = new ArrayDeque<>();
    private int at;
    private int jumps;

    /** A change at an offset: a character left out, or the beginning of a vararg function. */
    private static final class Edit {
        private final int offset;
        private final int removed;
        private String inserted;

        Edit(int offset, int removed, String inserted) {
            this.offset = offset;
            this.removed = removed;
            this.inserted = inserted;
        }
    }

    /**
     * An open block.
     *
     * @param function false for one that {@code do}, {@code if} or {@code repeat} began
     * @param argument the place of {@code arg} in a vararg function
     */
    private record Block(boolean function, List<Edit> argument) {}

    private SourceDialect(String source) {
        this.source = source;
    }

    /** The same program for the compiler. */
    static byte[] translate(byte[] source) {
        SourceDialect dialect = new SourceDialect(new String(source, ISO_8859_1));
        dialect.scan();
        return dialect.edits.isEmpty() ? source : dialect.edited().getBytes(ISO_8859_1);
    }

    private String edited() {
        StringBuilder text = new StringBuilder(source.length() + 16 * edits.size());
        int copied = 0;
        for (Edit edit : edits) {
            text.append(source, copied, edit.offset).append(edit.inserted);
            copied = edit.offset + edit.removed;
        }
        return text.append(source, copied, source.length()).toString();
    }

    private void scan() {
        if (source.startsWith("#")) {
            skipLine();
        }
        while (at < source.length()) {
            String token = token();
            switch (token) {
                case "function" -> blocks.push(new Block(true, parameters()));
                case "do", "if", "repeat" -> blocks.push(new Block(false, List.of()));
                case "end", "until" -> blocks.poll();
                case "..." -> usesDots();
                case "goto", "break" -> countJump();
                default -> {}
            }
        }
    }

    private void countJump() {
        if (++jumps > MAX_JUMPS) {
            throw new ScriptError("more than " + MAX_JUMPS + " goto and break statements in one chunk");
        }
    }

    /** The function the block belongs to reads its arguments itself. */
    private void usesDots() {
        for (Block block : blocks) {
            if (block.function()) {
                block.argument().forEach(edit -> edit.inserted = NIL);
                return;
            }
        }
    }

    /** Reads name and parameters of a function; gives the edit that a vararg function begins with. */
    private List<Edit> parameters() {
        boolean dots = false;
        while (at < source.length()) {
            String token = token();
            dots |= token.equals("...");
            if (token.equals(")")) {
                Edit edit = new Edit(at, 0, TABLE);
                if (dots) {
                    edits.add(edit);
                }
                return dots ? List.of(edit) : List.of();
            }
        }
        return List.of();
    }

    /** The next name, dots or character; empty for what has no meaning here. */
    private String token() {
        int start = at;
        char c = source.charAt(at++);
        if (isName(c)) {
            while (at < source.length() && isName(source.charAt(at))) {
                at++;
            }
            return source.substring(start, at);
        }
        switch (c) {
            case '-' -> skipComment();
            case '[' -> skipLongText(start);
            case '"', '\'' -> skipText(c);
            case '.' -> {
                if (source.startsWith("..", at)) {
                    at += 2;
                    return "...";
                }
            }
            case ')' -> {
                return ")";
            }
            default -> {}
        }
        return "";
    }

    private static boolean isName(char c) {
        return c == '_' || (c < 0x80 && Character.isLetterOrDigit(c));
    }

    private void skipComment() {
        if (source.startsWith("-", at)) {
            at++;
            if (!source.startsWith("[", at) || !skipLongText(at)) {
                skipLine();
            }
        }
    }

    private void skipLine() {
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end;
    }

    /** Skips a text in long brackets; false when the bracket at the offset does not begin one. */
    private boolean skipLongText(int bracket) {
        int level = bracket + 1;
        while (level < source.length() && source.charAt(level) == '=') {
            level++;
        }
        if (level >= source.length() || source.charAt(level) != '[') {
            return false;
        }
        String close = "]" + "=".repeat(level - bracket - 1) + "]";
        int end = source.indexOf(close, level + 1);
        at = end < 0 ? source.length() : end + close.length();
        return true;
    }

    /** Skips a text in quotes and drops the backslash of unknown escapes; an unfinished one ends with its line. */
    private void skipText(char quote) {
        while (at < source.length()) {
            char c = source.charAt(at++);
            if (c == quote || c == '\n') {
                return;
            }
            if (c == '\\' && at < source.length()) {
                if (ESCAPES.indexOf(source.charAt(at)) < 0) {
                    edits.add(new Edit(at - 1, 1, ""));
                }
                at += source.startsWith("\r\n", at) ? 2 : 1;
            }
        }
    }
}
