// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.OptionalDouble;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The operators of the language with their metamethods. */
public final class Operators {
    private static final int MAX_CHAIN = 100;

    private final Interpreter interpreter;
    private final Watch watch;
    /** Metatable of all strings of this script; another script has its own. */
    private final ScriptTable strings;

    Operators(Interpreter interpreter, Watch watch) {
        this.interpreter = interpreter;
        this.watch = watch;
        this.strings = new ScriptTable(watch);
    }

    /** The metatable shared by all strings of the script. */
    public ScriptTable stringMetatable() {
        return strings;
    }

    /** The metatable of a value, nil when it has none. */
    public LuaValue metatable(LuaValue value) {
        LuaValue found = switch (value) {
            case LuaTable table -> table.getmetatable();
            case LuaUserdata userdata -> userdata.getmetatable();
            case LuaString string -> strings;
            default -> LuaValue.NIL;
        };
        return found == null ? LuaValue.NIL : found;
    }

    /** The handler for an event, nil when the value has none. */
    public LuaValue handler(LuaValue value, LuaValue event) {
        return metatable(value) instanceof LuaTable table ? table.rawget(event) : LuaValue.NIL;
    }

    /** {@code object[key]}. */
    public LuaValue index(LuaValue object, LuaValue key) {
        LuaValue from = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            LuaValue handler;
            if (from instanceof LuaTable table) {
                LuaValue value = table.rawget(key);
                if (!value.isnil() || table.getmetatable() == null) {
                    return value;
                }
                handler = handler(from, LuaValue.INDEX);
                if (handler.isnil()) {
                    return LuaValue.NIL;
                }
            } else {
                handler = handler(from, LuaValue.INDEX);
                if (handler.isnil()) {
                    throw noTable(from, key);
                }
            }
            if (handler instanceof LuaFunction) {
                return interpreter.call(handler, LuaValue.varargsOf(from, key)).arg1();
            }
            from = handler;
        }
        throw new ScriptError("too many recursions in gettable");
    }

    /** {@code object[key] = value}. */
    public void assign(LuaValue object, LuaValue key, LuaValue value) {
        LuaValue to = object;
        for (int i = 0; i < MAX_CHAIN; i++) {
            LuaValue handler = handler(to, LuaValue.NEWINDEX);
            if (to instanceof LuaTable table) {
                if (handler.isnil() || !table.rawget(key).isnil()) {
                    rawAssign(table, key, value);
                    return;
                }
            } else if (handler.isnil()) {
                throw noTable(to, key);
            }
            if (handler instanceof LuaFunction) {
                interpreter.call(handler, LuaValue.varargsOf(to, key, value));
                return;
            }
            to = handler;
        }
        throw new ScriptError("too many recursions in settable");
    }

    /** Assignment without metamethods. */
    public static void rawAssign(LuaTable table, LuaValue key, LuaValue value) {
        if (key.isnil()) {
            throw new ScriptError("table index is nil");
        }
        if (key instanceof LuaDouble number && Double.isNaN(number.todouble())) {
            throw new ScriptError("table index is NaN");
        }
        table.rawset(key, value);
    }

    private static ScriptError noTable(LuaValue object, LuaValue key) {
        return new ScriptError("attempt to index a non-table object(" + object.typename() + ") with key '"
                + LuaStrings.plainText(key) + "'");
    }

    LuaValue add(LuaValue x, LuaValue y) {
        if (x instanceof LuaInteger a && y instanceof LuaInteger b) {
            return LuaInteger.valueOf((long) a.v + b.v);
        }
        return arithmetic(Arithmetic.ADD, x, y);
    }

    LuaValue subtract(LuaValue x, LuaValue y) {
        if (x instanceof LuaInteger a && y instanceof LuaInteger b) {
            return LuaInteger.valueOf((long) a.v - b.v);
        }
        return arithmetic(Arithmetic.SUB, x, y);
    }

    LuaValue arithmetic(Arithmetic operation, LuaValue x, LuaValue y) {
        if (x instanceof LuaNumber a && y instanceof LuaNumber b) {
            return LuaValue.valueOf(operation.apply(a.todouble(), b.todouble()));
        }
        OptionalDouble a = ScriptArguments.asNumber(x);
        OptionalDouble b = ScriptArguments.asNumber(y);
        if (a.isPresent() && b.isPresent()) {
            return LuaValue.valueOf(operation.apply(a.getAsDouble(), b.getAsDouble()));
        }
        return viaHandler(operation.event(), x, y);
    }

    private LuaValue viaHandler(LuaString event, LuaValue x, LuaValue y) {
        LuaValue handler = handler(x, event);
        if (handler.isnil()) {
            handler = handler(y, event);
        }
        if (handler.isnil()) {
            throw new ScriptError("cannot perform " + LuaStrings.text(event).substring(2) + " operation between "
                    + x.typename() + " and " + y.typename());
        }
        return interpreter.call(handler, LuaValue.varargsOf(x, y)).arg1();
    }

    /** Unary minus. */
    LuaValue negate(LuaValue value) {
        OptionalDouble number = ScriptArguments.asNumber(value);
        if (number.isPresent()) {
            return LuaValue.valueOf(-number.getAsDouble());
        }
        LuaValue handler = handler(value, LuaValue.UNM);
        if (handler.isnil()) {
            throw new ScriptError("attempt to perform arithmetic on a " + value.typename() + " value");
        }
        return interpreter.call(handler, LuaValue.varargsOf(value, value)).arg1();
    }

    /** {@code #value}. */
    LuaValue length(LuaValue value) {
        if (value instanceof LuaString string) {
            return LuaInteger.valueOf(string.m_length);
        }
        LuaValue handler = handler(value, LuaValue.LEN);
        if (!handler.isnil()) {
            return interpreter.call(handler, value).arg1();
        }
        if (value instanceof LuaTable table) {
            return LuaInteger.valueOf(table.rawlen());
        }
        throw new ScriptError("attempt to get length of a " + value.typename() + " value");
    }

    /** {@code x == y}. */
    @SuppressWarnings("ReferenceEquality") // the short way out
    public boolean isEqual(LuaValue x, LuaValue y) {
        if (x instanceof LuaString text) {
            watch.text(text.m_length);
        }
        if (x == y || x.raweq(y)) {
            return true;
        }
        if (x.type() != y.type() || !(x instanceof LuaTable || x instanceof LuaUserdata)) {
            return false;
        }
        LuaValue handler = handler(x, LuaValue.EQ);
        return !handler.isnil()
                && handler.raweq(handler(y, LuaValue.EQ))
                && interpreter.call(handler, LuaValue.varargsOf(x, y)).arg1().toboolean();
    }

    /** {@code x < y}. */
    public boolean isLess(LuaValue x, LuaValue y) {
        if (x instanceof LuaNumber a && y instanceof LuaNumber b) {
            return a.todouble() < b.todouble();
        }
        if (x instanceof LuaString a && y instanceof LuaString b) {
            return compare(a, b) < 0;
        }
        return compareByHandler(LuaValue.LT, x, y);
    }

    private int compare(LuaString a, LuaString b) {
        watch.text(Math.min(a.m_length, b.m_length));
        return LuaStrings.compare(a, b);
    }

    /** {@code x <= y}. */
    boolean isLessOrEqual(LuaValue x, LuaValue y) {
        if (x instanceof LuaNumber a && y instanceof LuaNumber b) {
            return a.todouble() <= b.todouble();
        }
        if (x instanceof LuaString a && y instanceof LuaString b) {
            return compare(a, b) <= 0;
        }
        boolean known =
                !handler(x, LuaValue.LE).isnil() || !handler(y, LuaValue.LE).isnil();
        return known ? compareByHandler(LuaValue.LE, x, y) : !compareByHandler(LuaValue.LT, y, x);
    }

    private boolean compareByHandler(LuaString event, LuaValue x, LuaValue y) {
        LuaValue handler = handler(x, event);
        if (handler.isnil()) {
            handler = handler(y, event);
        }
        if (handler.isnil()) {
            throw new ScriptError("attempt to compare " + x.typename() + " with " + y.typename());
        }
        return interpreter.call(handler, LuaValue.varargsOf(x, y)).arg1().toboolean();
    }

    /** The concatenation of neighbouring registers, first to last inclusive. */
    LuaValue concat(LuaValue[] registers, int first, int last) {
        LuaValue result = registers[last];
        for (int i = last; i > first; ) {
            int from = i;
            while (from > first && isText(registers[from - 1]) && isText(result)) {
                from--;
            }
            if (from < i) {
                result = join(registers, from, i - 1, result);
                i = from;
            } else {
                result = viaHandler(LuaValue.CONCAT, registers[--i], result);
            }
        }
        return result;
    }

    private static boolean isText(LuaValue value) {
        return value instanceof LuaString || value instanceof LuaNumber;
    }

    private LuaString join(LuaValue[] registers, int from, int to, LuaValue end) {
        LuaString[] parts = new LuaString[to - from + 2];
        long length = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = ScriptArguments.asString(i < parts.length - 1 ? registers[from + i] : end)
                    .orElseThrow();
            length += parts[i].m_length;
        }
        watch.allocateString(length);
        byte[] bytes = new byte[(int) length];
        int at = 0;
        for (LuaString part : parts) {
            System.arraycopy(part.m_bytes, part.m_offset, bytes, at, part.m_length);
            at += part.m_length;
        }
        return LuaStrings.of(bytes);
    }

    /** What {@code tostring} returns: the metamethod's answer or the plain text. */
    public LuaString toText(LuaValue value) {
        LuaValue handler = handler(value, LuaValue.TOSTRING);
        if (handler.isnil()) {
            return value instanceof LuaString string ? string : LuaStrings.of(LuaStrings.plainText(value));
        }
        Varargs answer = interpreter.call(handler, value);
        return ScriptArguments.asString(answer.arg1())
                .orElseThrow(() -> new ScriptError("'__tostring' must return a string"));
    }
}
