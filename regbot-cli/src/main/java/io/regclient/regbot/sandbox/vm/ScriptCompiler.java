// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.MathLib;
import org.luaj.vm2.lib.jse.JseMathLib;

/** Compiles Lua source text. There is no loader for binary chunks, so byte code cannot be brought in. */
final class ScriptCompiler {
    static {
        // the compiler folds constant powers with the installed library; without one 2^0.3 has 16 bits
        MathLib.MATHLIB = new JseMathLib();
    }

    /** How the compiler prints a token: by its number, and as a character, which it rarely is. */
    private static final Pattern SYMBOL = Pattern.compile("symbol (\\d{1,3}) \\((.)\\)$", Pattern.DOTALL);

    /** Number of the first reserved word; the others follow in the order of the Lua grammar. */
    private static final int FIRST_TOKEN = 257;

    private static final List<String> TOKENS = List.of(
            "and",
            "break",
            "do",
            "else",
            "elseif",
            "end",
            "false",
            "for",
            "function",
            "goto",
            "if",
            "in",
            "local",
            "nil",
            "not",
            "or",
            "repeat",
            "return",
            "then",
            "true",
            "until",
            "while",
            "..",
            "...",
            "==",
            ">=",
            "<=",
            "~=",
            "::",
            "<eof>",
            "<number>",
            "<name>",
            "<string>");

    private ScriptCompiler() {}

    /**
     * @param steps counts the work of a script
     * @param chunk name for messages, with the mark {@code =} or {@code @} in front
     * @throws ScriptError with the position of the syntax error
     */
    static Prototype compile(byte[] source, String chunk, IntConsumer steps) {
        try {
            byte[] translated = SourceDialect.translate(source);
            Prototype main = LuaC.instance.compile(new CountedSource(translated, steps), chunk);
            for (Prototype function : main.p) {
                makeArgumentTables(function);
            }
            return main;
        } catch (LuaError e) {
            throw new ScriptError(LuaStrings.of(withTokenNames(String.valueOf(e.getMessage()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            // the compiler reports a malformed number, and code beyond its table sizes, by whatever Java throws there
            throw new ScriptError(LuaStrings.of(chunk.substring(1) + ": malformed or too large chunk: " + e));
        }
    }

    /** Source text whose reading counts: the compiler takes it byte by byte. */
    @SuppressWarnings("InputStreamSlowMultibyteRead") // nothing else is used
    private static final class CountedSource extends ByteArrayInputStream {
        private static final int BYTES_PER_COUNT = 64;
        private static final int STEPS_PER_BYTE = 4;

        private final IntConsumer steps;

        private CountedSource(byte[] source, IntConsumer steps) {
            super(source);
            this.steps = steps;
        }

        @Override
        public synchronized int read() {
            if (pos % BYTES_PER_COUNT == 0) {
                steps.accept(BYTES_PER_COUNT * STEPS_PER_BYTE);
            }
            return super.read();
        }
    }

    /**
     * Lets the first instruction of a function that reads its arguments through {@code arg} make that table. It is the
     * only one that can be there: {@link SourceDialect} begins every vararg function with a declaration of {@code arg}.
     */
    private static void makeArgumentTables(Prototype function) {
        int[] code = function.code;
        if (function.is_vararg != 0 && (code[0] & 0x3f) == Lua.OP_VARARG) {
            code[0] |= Interpreter.AS_TABLE;
        }
        for (Prototype inner : function.p) {
            makeArgumentTables(inner);
        }
    }

    private static String withTokenNames(String message) {
        return SYMBOL.matcher(message).replaceFirst(found -> {
            int token = Integer.parseInt(found.group(1)) - FIRST_TOKEN;
            String name = token >= 0 && token < TOKENS.size() ? TOKENS.get(token) : found.group(2);
            return Matcher.quoteReplacement("symbol near '" + name + "'");
        });
    }
}
