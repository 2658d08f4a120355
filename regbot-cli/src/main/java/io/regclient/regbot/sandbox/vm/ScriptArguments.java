// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.Optional;
import java.util.OptionalDouble;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The arguments of one call, counted from 1. Reading one of the wrong type raises {@code bad argument #N to NAME (TYPE
 * expected, got TYPE)} (contract regbot A5).
 */
public final class ScriptArguments {
    private final String function;
    private final Varargs values;

    public ScriptArguments(String function, Varargs values) {
        this.function = function;
        this.values = values;
    }

    public int count() {
        return values.narg();
    }

    /** The argument, nil when it was not given. */
    public LuaValue value(int index) {
        return values.arg(index);
    }

    /** True for an argument that was given, nil included. */
    public boolean has(int index) {
        return index <= values.narg();
    }

    /** True when the argument was not given or is nil. */
    public boolean isMissing(int index) {
        return values.arg(index).isnil();
    }

    /** The arguments from the index on. */
    public Varargs from(int index) {
        return index > values.narg() ? LuaValue.NONE : values.subargs(index);
    }

    public Varargs all() {
        return values;
    }

    /** Any value, but given. */
    public LuaValue any(int index) {
        if (!has(index)) {
            throw bad(index, "value expected");
        }
        return values.arg(index);
    }

    public LuaTable table(int index) {
        if (values.arg(index) instanceof LuaTable table) {
            return table;
        }
        throw wrongType(index, "table");
    }

    public LuaFunction function(int index) {
        if (values.arg(index) instanceof LuaFunction function) {
            return function;
        }
        throw wrongType(index, "function");
    }

    public Coroutine coroutine(int index) {
        if (values.arg(index) instanceof Coroutine coroutine) {
            return coroutine;
        }
        throw wrongType(index, "coroutine");
    }

    /** A string; numbers are converted. */
    public LuaString string(int index) {
        return asString(values.arg(index)).orElseThrow(() -> wrongType(index, "string"));
    }

    /** A string as Java text; numbers are converted. */
    public String text(int index) {
        return LuaStrings.text(string(index));
    }

    public String text(int index, String absent) {
        return isMissing(index) ? absent : text(index);
    }

    /** A number or a string that reads as one. */
    public double number(int index) {
        return asNumber(values.arg(index)).orElseThrow(() -> wrongType(index, "number"));
    }

    public double number(int index, double absent) {
        return isMissing(index) ? absent : number(index);
    }

    /** A number cut to an integer and to the range of an int. */
    public int integer(int index) {
        return (int) number(index);
    }

    public int integer(int index, int absent) {
        return isMissing(index) ? absent : integer(index);
    }

    /** A number; strings are not converted (the registry functions are strict here). */
    public double strictNumber(int index) {
        if (values.arg(index) instanceof LuaNumber number) {
            return number.todouble();
        }
        throw wrongType(index, "number");
    }

    /** An error about one argument. */
    public ScriptError bad(int index, String text) {
        return new ScriptError("bad argument #" + index + " to " + function + " (" + text + ")");
    }

    private ScriptError wrongType(int index, String expected) {
        return bad(index, expected + " expected, got " + typeName(index));
    }

    private String typeName(int index) {
        return values.arg(index).typename();
    }

    /** The value as a string when it is a string or a number. */
    public static Optional<LuaString> asString(LuaValue value) {
        return switch (value) {
            case LuaString string -> Optional.of(string);
            case LuaNumber number -> Optional.of(LuaStrings.of(LuaNumbers.format(number.todouble())));
            default -> Optional.empty();
        };
    }

    /** The value as a number when it is a number or reads as one. */
    public static OptionalDouble asNumber(LuaValue value) {
        return switch (value) {
            case LuaNumber number -> OptionalDouble.of(number.todouble());
            case LuaString string -> LuaNumbers.parse(string);
            default -> OptionalDouble.empty();
        };
    }
}
