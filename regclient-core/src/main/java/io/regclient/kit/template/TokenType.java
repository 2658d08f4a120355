// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

/** Kinds of lexical elements. */
enum TokenType {
    ERROR,
    BOOL,
    CHAR,
    CHAR_CONSTANT,
    COMPLEX,
    ASSIGN,
    DECLARE,
    EOF,
    FIELD,
    IDENTIFIER,
    LEFT_DELIMITER,
    LEFT_PAREN,
    NUMBER,
    PIPE,
    RAW_STRING,
    RIGHT_DELIMITER,
    RIGHT_PAREN,
    SPACE,
    STRING,
    TEXT,
    VARIABLE,
    BLOCK(true),
    BREAK(true),
    CONTINUE(true),
    DEFINE(true),
    DOT(true),
    ELSE(true),
    END(true),
    IF(true),
    NIL(true),
    RANGE(true),
    TEMPLATE(true),
    WITH(true);

    private final boolean keyword;

    TokenType() {
        this(false);
    }

    TokenType(boolean keyword) {
        this.keyword = keyword;
    }

    /** True for the reserved words, and for the dot, which messages treat like one. */
    boolean isKeyword() {
        return keyword;
    }
}
