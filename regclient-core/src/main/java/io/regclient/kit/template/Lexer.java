// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.kit.template.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Splits a template into tokens: literal text, and the elements between <code>{{</code> and <code>}}</code>. A lexical
 * error becomes the last token, so that a grammar error before it is reported first.
 */
final class Lexer {
    private static final String LEFT = "{{";
    private static final String RIGHT = "}}";
    private static final String COMMENT_START = "/*";
    private static final String COMMENT_END = "*/";
    private static final int TRIM_MARKER = 2; // a minus sign and the blank beside it
    private static final int END_OF_TEXT = -1;
    private static final Map<String, TokenType> WORDS = Map.ofEntries(
            Map.entry("true", TokenType.BOOL),
            Map.entry("false", TokenType.BOOL),
            Map.entry("block", TokenType.BLOCK),
            Map.entry("break", TokenType.BREAK),
            Map.entry("continue", TokenType.CONTINUE),
            Map.entry("define", TokenType.DEFINE),
            Map.entry("else", TokenType.ELSE),
            Map.entry("end", TokenType.END),
            Map.entry("if", TokenType.IF),
            Map.entry("nil", TokenType.NIL),
            Map.entry("range", TokenType.RANGE),
            Map.entry("template", TokenType.TEMPLATE),
            Map.entry("with", TokenType.WITH));

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int pos;
    private int start;
    private int line = 1;
    private int startLine = 1;
    private int parenDepth;
    private boolean inAction;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens of a template; the last one is {@link TokenType#EOF} or {@link TokenType#ERROR}. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        boolean more = true;
        while (more) {
            more = lexer.inAction ? lexer.insideAction() : lexer.literalText();
        }
        return lexer.tokens;
    }

    private boolean literalText() {
        int delimiter = text.indexOf(LEFT, pos);
        if (delimiter < 0) {
            pos = text.length();
            emitText(pos);
            return emit(TokenType.EOF, false);
        }
        pos = delimiter;
        boolean trim = hasLeftTrimMarker(delimiter + LEFT.length());
        int end = delimiter;
        while (trim && end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        emitText(end);
        int content = delimiter + LEFT.length() + (trim ? TRIM_MARKER : 0);
        if (text.startsWith(COMMENT_START, content)) {
            pos = content;
            skip();
            return comment();
        }
        pos = delimiter + LEFT.length();
        emit(TokenType.LEFT_DELIMITER, true);
        pos = content;
        skip();
        inAction = true;
        parenDepth = 0;
        return true;
    }

    private void emitText(int end) {
        int after = pos;
        if (end > start) {
            pos = end;
            emit(TokenType.TEXT, true);
        }
        pos = after;
        skip();
    }

    private boolean comment() {
        int end = text.indexOf(COMMENT_END, pos);
        if (end < 0) {
            return error("unclosed comment");
        }
        pos = end + COMMENT_END.length();
        boolean trim = hasRightTrimMarker(pos) && text.startsWith(RIGHT, pos + TRIM_MARKER);
        if (!trim && !text.startsWith(RIGHT, pos)) {
            return error("comment ends before closing delimiter");
        }
        pos += (trim ? TRIM_MARKER : 0) + RIGHT.length();
        skipSpaceIf(trim);
        return true;
    }

    private boolean insideAction() {
        boolean trim = hasRightTrimMarker(pos) && text.startsWith(RIGHT, pos + TRIM_MARKER);
        if (trim || text.startsWith(RIGHT, pos)) {
            return parenDepth == 0 ? rightDelimiter(trim) : error("unclosed left paren");
        }
        int c = next();
        return switch (c) {
            case END_OF_TEXT -> error("unclosed action");
            case ' ', '\t', '\r', '\n' -> space();
            case '=' -> emit(TokenType.ASSIGN, true);
            case ':' -> next() == '=' ? emit(TokenType.DECLARE, true) : error("expected :=");
            case '|' -> emit(TokenType.PIPE, true);
            case '"' -> quoted('"', TokenType.STRING, "unterminated quoted string");
            case '\'' -> quoted('\'', TokenType.CHAR_CONSTANT, "unterminated character constant");
            case '`' -> rawString();
            case '$' -> fieldOrVariable(TokenType.VARIABLE);
            case '.' -> isDigit(peek()) ? number() : fieldOrVariable(TokenType.FIELD);
            case '+', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case '(' -> {
                parenDepth++;
                yield emit(TokenType.LEFT_PAREN, true);
            }
            case ')' -> --parenDepth < 0 ? error("unexpected right paren") : emit(TokenType.RIGHT_PAREN, true);
            default -> other(c);
        };
    }

    private boolean other(int c) {
        if (isAlphaNumeric(c)) {
            return identifier();
        }
        return (c > ' ' && c < 0x7f)
                ? emit(TokenType.CHAR, true)
                : error("unrecognized character in action: " + Quoting.unicodeName(c));
    }

    private boolean rightDelimiter(boolean trim) {
        if (trim) {
            pos += TRIM_MARKER;
            skip();
        }
        pos += RIGHT.length();
        emit(TokenType.RIGHT_DELIMITER, true);
        skipSpaceIf(trim);
        inAction = false;
        return true;
    }

    private boolean space() {
        while (pos < text.length() && isSpace(text.charAt(pos))) {
            pos++;
        }
        // the last blank belongs to a trim marker when a minus and the delimiter follow
        if (hasRightTrimMarker(pos - 1) && text.startsWith(RIGHT, pos - 1 + TRIM_MARKER)) {
            pos--;
            if (pos == start) {
                return rightDelimiter(true);
            }
        }
        return emit(TokenType.SPACE, true);
    }

    private boolean quoted(char quote, TokenType type, String failure) {
        while (true) {
            int c = next();
            if (c == '\\') {
                c = next();
            } else if (c == quote) {
                return emit(type, true);
            }
            if (c == END_OF_TEXT || c == '\n') {
                return error(failure);
            }
        }
    }

    private boolean rawString() {
        int end = text.indexOf('`', pos);
        if (end < 0) {
            return error("unterminated raw quoted string");
        }
        pos = end + 1;
        return emit(TokenType.RAW_STRING, true);
    }

    private boolean identifier() {
        acceptAlphaNumeric();
        if (!atTerminator()) {
            return error("bad character " + Quoting.unicodeName(peek()));
        }
        return emit(WORDS.getOrDefault(text.substring(start, pos), TokenType.IDENTIFIER), true);
    }

    private boolean fieldOrVariable(TokenType type) {
        if (atTerminator()) {
            return emit(type == TokenType.FIELD ? TokenType.DOT : type, true);
        }
        acceptAlphaNumeric();
        if (!atTerminator()) {
            return error("bad character " + Quoting.unicodeName(peek()));
        }
        return emit(type, true);
    }

    private boolean number() {
        pos = start;
        if (!scanNumber()) {
            return error("bad number syntax: " + Quoting.quote(text.substring(start, pos)));
        }
        if (peek() != '+' && peek() != '-') {
            return emit(TokenType.NUMBER, true);
        }
        if (!scanNumber() || text.charAt(pos - 1) != 'i') {
            return error("bad number syntax: " + Quoting.quote(text.substring(start, pos)));
        }
        return emit(TokenType.COMPLEX, true);
    }

    private boolean scanNumber() {
        accept("+-");
        String digits = "0123456789_";
        if (accept("0")) {
            if (accept("xX")) {
                digits = "0123456789abcdefABCDEF_";
            } else if (accept("oO")) {
                digits = "01234567_";
            } else if (accept("bB")) {
                digits = "01_";
            }
        }
        acceptRun(digits);
        if (accept(".")) {
            acceptRun(digits);
        }
        boolean decimal = digits.length() == 11;
        boolean hex = digits.length() == 23;
        if ((decimal && accept("eE")) || (hex && accept("pP"))) {
            accept("+-");
            acceptRun("0123456789_");
        }
        accept("i");
        if (isAlphaNumeric(peek())) {
            next();
            return false;
        }
        return true;
    }

    private boolean accept(String valid) {
        if (pos < text.length() && valid.indexOf(text.charAt(pos)) >= 0) {
            pos++;
            return true;
        }
        return false;
    }

    private void acceptRun(String valid) {
        while (accept(valid)) {
            // each round consumes one character
        }
    }

    private void acceptAlphaNumeric() {
        while (isAlphaNumeric(peek())) {
            next();
        }
    }

    private int next() {
        int c = peek();
        if (c != END_OF_TEXT) {
            pos += Character.charCount(c);
        }
        return c;
    }

    private int peek() {
        return pos < text.length() ? text.codePointAt(pos) : END_OF_TEXT;
    }

    /** A word must be followed by something that can end it; this catches {@code .x+y}. */
    private boolean atTerminator() {
        int c = peek();
        return c == END_OF_TEXT || isSpace(c) || ".,|:()".indexOf(c) >= 0 || text.startsWith(RIGHT, pos);
    }

    private boolean hasLeftTrimMarker(int at) {
        return at + 1 < text.length() && text.charAt(at) == '-' && isSpace(text.charAt(at + 1));
    }

    private boolean hasRightTrimMarker(int at) {
        return at + 1 < text.length() && isSpace(text.charAt(at)) && text.charAt(at + 1) == '-';
    }

    private void skipSpaceIf(boolean trim) {
        while (trim && pos < text.length() && isSpace(text.charAt(pos))) {
            pos++;
        }
        skip();
    }

    private void skip() {
        for (int i = start; i < pos; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        start = pos;
        startLine = line;
    }

    private boolean emit(TokenType type, boolean more) {
        tokens.add(new Token(type, start, text.substring(start, pos), startLine));
        skip();
        return more;
    }

    private boolean error(String message) {
        tokens.add(new Token(TokenType.ERROR, start, message, startLine));
        return false;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isAlphaNumeric(int c) {
        return c == '_' || (c != END_OF_TEXT && Character.isLetterOrDigit(c));
    }
}
