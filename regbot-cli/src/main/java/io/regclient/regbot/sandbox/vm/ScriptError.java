// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/**
 * An error a script can catch with {@code pcall}. The value is what the script sees; the traceback is taken where the
 * error was raised and shown only when nobody catches it.
 */
public final class ScriptError extends LuaError {
    private static final long serialVersionUID = 1L;

    private transient @Nullable LuaValue value;
    private boolean positioned;
    private @Nullable String stack;

    /** An error of a library function: the interpreter puts the position of the calling line in front. */
    public ScriptError(String text) {
        super(text);
    }

    /** An error value that stays as it is, a string included. */
    public ScriptError(LuaValue value) {
        super(LuaStrings.shortText(value));
        this.value = value;
        this.positioned = true;
    }

    @Override
    public LuaValue getMessageObject() {
        LuaValue known = value;
        return known == null ? LuaStrings.of(String.valueOf(getMessage())) : known;
    }

    /** Adds the position once; a value given by the script is left alone. */
    void position(String where) {
        if (!positioned) {
            value = LuaStrings.of(where + getMessage());
            positioned = true;
        }
    }

    void traceback(String text) {
        if (stack == null) {
            stack = text;
        }
    }

    /** The stack of the script at the place of the error, first line {@code stack traceback:}. */
    public Optional<String> traceback() {
        return Optional.ofNullable(stack);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // thrown and caught by scripts in loops; the Java stack says nothing about the script
    }
}
