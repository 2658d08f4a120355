// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.List;

/** Cursor over the tokens of a template, and the messages about them. */
final class TokenStream {
    private final String name;
    private final List<Token> tokens;
    private int pos;
    private int furthest;
    private int actionLine;

    TokenStream(String name, List<Token> tokens) {
        this.name = name;
        this.tokens = tokens;
    }

    Token next() {
        Token token = peek();
        pos++;
        return token;
    }

    Token peek() {
        int at = Math.min(pos, tokens.size() - 1);
        furthest = Math.max(furthest, at);
        return tokens.get(at);
    }

    Token nextNonSpace() {
        skipSpace();
        return next();
    }

    Token peekNonSpace() {
        skipSpace();
        return peek();
    }

    /** The place to come back to with {@link #reset}. */
    int mark() {
        return pos;
    }

    void reset(int mark) {
        pos = mark;
    }

    Token expect(TokenType type, String context) throws RegistryException {
        Token token = nextNonSpace();
        if (!token.is(type)) {
            throw unexpected(token, context);
        }
        return token;
    }

    void enterAction(int line) {
        actionLine = line;
    }

    void leaveAction() {
        actionLine = 0;
    }

    RegistryException unexpected(Token token, String context) {
        if (!token.is(TokenType.ERROR)) {
            return error("unexpected " + token + " in " + context);
        }
        String where = "";
        if (actionLine != 0 && actionLine != token.line()) {
            String started = " started at " + name + ":" + actionLine;
            where = token.text().endsWith(" action") ? started : " in action" + started;
        }
        return error(token + where);
    }

    /** A parse error; it names the line of the last token that was looked at. */
    RegistryException error(String message) {
        return RegistryException.of(
                ErrorKind.PARSING_FAILED,
                "template: " + name + ":" + tokens.get(furthest).line() + ": " + message);
    }

    private void skipSpace() {
        while (peek().is(TokenType.SPACE)) {
            pos++;
        }
    }
}
