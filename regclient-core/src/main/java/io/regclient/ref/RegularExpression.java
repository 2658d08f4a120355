// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;

/**
 * Compiles regular expressions in RE2 syntax. The compiler calls itself for each group and writes out what is counted, so
 * length, nesting and the number of parts are limited before it sees an expression: none exhausts stack or memory.
 */
public final class RegularExpression {
    /** Longest expression in characters. */
    public static final int MAX_LENGTH = 4096;

    /** Most characters of an expression in a message. */
    public static final int MAX_SHOWN = 200;

    private RegularExpression() {}

    /**
     * Compiles an expression.
     *
     * @throws RegistryException of kind PARSING_FAILED for what is no expression or exceeds a limit; the message does
     *     not quote the expression
     */
    public static Pattern compile(String text) throws RegistryException {
        if (text.length() > MAX_LENGTH) {
            throw failed("an expression of more than " + MAX_LENGTH + " characters");
        }
        RegularExpressionSize size = RegularExpressionSize.of(text);
        if (size.depth() > RegularExpressionSize.MAX_DEPTH) {
            throw failed("groups nested deeper than " + RegularExpressionSize.MAX_DEPTH);
        }
        if (size.parts() > RegularExpressionSize.MAX_PARTS) {
            throw failed("more than " + RegularExpressionSize.MAX_PARTS + " parts with all repetitions written out");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, RegistryException.describe(e), e);
        } catch (StackOverflowError e) {
            throw failed("the expression is too complex");
        }
    }

    private static RegistryException failed(String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, why);
    }
}
