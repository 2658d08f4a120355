// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static org.luaj.vm2.LuaValue.NIL;
import static org.luaj.vm2.LuaValue.NONE;

import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaNumbers;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.Operators;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.util.OptionalDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The global functions that need neither files nor the environment of a function (contract regbot A4, B2, B3). */
public final class BaseLibrary {
    private static final int MAX_UNPACKED = 1_000_000;

    private final Interpreter vm;

    private BaseLibrary(Interpreter vm) {
        this.vm = vm;
    }

    /** Installs the functions into the table of globals. */
    public static void install(Interpreter vm, ScriptTable globals, ScriptOutput out) {
        BaseLibrary library = new BaseLibrary(vm);
        globals.put("_G", globals);
        globals.put("_VERSION", LuaStrings.of("Lua 5.1"));
        globals.put("pcall", vm.calls().pcall());
        globals.put("xpcall", vm.calls().xpcall());
        library.values(globals);
        library.tables(globals);
        globals.define("print", args -> library.print(args, out));
    }

    private void values(ScriptTable globals) {
        globals.define("assert", BaseLibrary::assertTrue);
        globals.define("error", this::error);
        globals.define("type", args -> LuaStrings.of(args.any(1).typename()));
        globals.define("tostring", args -> vm.operators().toText(args.any(1)));
        globals.define("tonumber", BaseLibrary::toNumber);
        globals.define("select", BaseLibrary::select);
        globals.define("rawequal", args -> LuaValue.valueOf(args.any(1).raweq(args.any(2))));
        globals.define("collectgarbage", this::collectGarbage);
    }

    private void tables(ScriptTable globals) {
        HostFunction next = HostFunction.of("next", args -> args.table(1).next(args.value(2)));
        HostFunction nextIndex = HostFunction.of("inext", args -> args.table(1).inext(args.value(2)));
        globals.put("next", next);
        globals.define("pairs", args -> LuaValue.varargsOf(next, args.table(1), NIL));
        globals.define("ipairs", args -> LuaValue.varargsOf(nextIndex, args.table(1), LuaInteger.valueOf(0)));
        globals.define("rawget", args -> args.table(1).rawget(args.any(2)));
        globals.define("rawset", BaseLibrary::rawSet);
        globals.define("unpack", this::unpack);
        globals.define("getmetatable", this::getMetatable);
        globals.define("setmetatable", BaseLibrary::setMetatable);
    }

    private static Varargs assertTrue(ScriptArguments args) {
        if (!args.any(1).toboolean()) {
            throw new ScriptError(args.text(2, "assertion failed!"));
        }
        return args.all();
    }

    private Varargs error(ScriptArguments args) {
        LuaValue message = args.value(1);
        int level = args.integer(2, 1);
        if (level > 0 && (message instanceof LuaString || message instanceof LuaNumber)) {
            LuaString where = LuaStrings.of(vm.calls().where(level));
            LuaString text = args.string(1);
            vm.watch().allocateString((long) where.m_length + text.m_length);
            throw new ScriptError(LuaStrings.join(where, text));
        }
        throw new ScriptError(message);
    }

    private static Varargs toNumber(ScriptArguments args) {
        LuaValue value = args.any(1);
        int base = args.integer(2, 10);
        if (base == 10) {
            OptionalDouble number = ScriptArguments.asNumber(value);
            return number.isPresent() ? LuaValue.valueOf(number.getAsDouble()) : NIL;
        }
        if (base < 2 || base > 36) {
            throw args.bad(2, "base out of range");
        }
        OptionalDouble number = LuaNumbers.parseInteger(args.text(1), base);
        return number.isPresent() ? LuaValue.valueOf(number.getAsDouble()) : NIL;
    }

    private static Varargs select(ScriptArguments args) {
        int count = args.count() - 1;
        if (args.value(1) instanceof LuaString text && LuaStrings.text(text).equals("#")) {
            return LuaInteger.valueOf(count);
        }
        int index = args.integer(1);
        if (index == 0 || index < -count) {
            throw args.bad(1, "index out of range");
        }
        return index < 0 ? args.from(count + index + 2) : args.from(Math.min(index, count + 1) + 1);
    }

    private Varargs collectGarbage(ScriptArguments args) {
        // the memory is the JVM's business; the count is what the script itself can reach
        return args.text(1, "collect").equals("count")
                ? LuaValue.valueOf(vm.calls().liveBytes() / 1024.0)
                : LuaInteger.valueOf(0);
    }

    private static Varargs rawSet(ScriptArguments args) {
        Operators.rawAssign(args.table(1), args.any(2), args.any(3));
        return args.table(1);
    }

    private Varargs unpack(ScriptArguments args) {
        LuaTable table = args.table(1);
        int first = args.integer(2, 1);
        int last = args.integer(3, table.rawlen());
        if (first > last) {
            return NONE;
        }
        long count = (long) last - first + 1;
        if (count > MAX_UNPACKED) {
            throw new ScriptError("too many results to unpack");
        }
        vm.watch().steps((int) count);
        vm.watch().allocate(count * 4);
        LuaValue[] values = new LuaValue[(int) count];
        for (int i = 0; i < values.length; i++) {
            values[i] = table.rawget(first + i);
        }
        return LuaValue.varargsOf(values);
    }

    private Varargs getMetatable(ScriptArguments args) {
        LuaValue metatable = vm.operators().metatable(args.any(1));
        if (!(metatable instanceof LuaTable table)) {
            return NIL;
        }
        LuaValue shown = table.rawget(LuaValue.METATABLE);
        return shown.isnil() ? table : shown;
    }

    private static Varargs setMetatable(ScriptArguments args) {
        LuaTable table = args.table(1);
        if (!args.has(2) || !(args.value(2).isnil() || args.value(2) instanceof LuaTable)) {
            throw args.bad(2, "nil or table expected");
        }
        LuaValue current = table.getmetatable();
        if (current != null && !current.rawget(LuaValue.METATABLE).isnil()) {
            throw new ScriptError("cannot change a protected metatable");
        }
        table.setmetatable(args.isMissing(2) ? null : args.value(2));
        return table;
    }

    private Varargs print(ScriptArguments args, ScriptOutput out) {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= args.count(); i++) {
            line.append(i > 1 ? "\t" : "").append(LuaStrings.text(vm.operators().toText(args.value(i))));
        }
        out.write(line.append('\n').toString());
        return NONE;
    }
}
