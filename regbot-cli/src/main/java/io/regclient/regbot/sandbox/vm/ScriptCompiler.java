// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private ScriptCompiler() {}

    /**
     * @param chunk name for messages, with the mark {@code =} or {@code @} in front
     * @throws ScriptError with the position of the syntax error
     */
    static Prototype compile(byte[] source, String chunk) {
        try {
            return LuaC.instance.compile(new ByteArrayInputStream(source), chunk);
        } catch (LuaError e) {
            throw new ScriptError(LuaStrings.of(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            // the compiler reports a malformed number, and code beyond its table sizes, by whatever Java throws there
            throw new ScriptError(LuaStrings.of(chunk.substring(1) + ": malformed or too large chunk: " + e));
        }
    }
}
