// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static org.luaj.vm2.LuaValue.NONE;

import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The {@code string} functions of Lua 5.1 except {@code dump}, which would give scripts byte code. */
public final class StringLibrary {
    private final Interpreter vm;

    private StringLibrary(Interpreter vm) {
        this.vm = vm;
    }

    /** The table; it also becomes what {@code ("text"):name()} looks into, in this script only. */
    public static ScriptTable create(Interpreter vm) {
        StringLibrary library = new StringLibrary(vm);
        ScriptTable table = vm.newTable();
        table.define("len", args -> LuaInteger.valueOf(args.string(1).m_length));
        table.define("byte", library::bytes);
        table.define("char", library::character);
        table.define("sub", library::sub);
        table.define("rep", library::repeat);
        table.define("reverse", library::reverse);
        table.define("lower", args -> library.map(args.string(1), 'A', 'Z', 0x20));
        table.define("upper", args -> library.map(args.string(1), 'a', 'z', -0x20));
        StringFormat format = new StringFormat(vm);
        table.define("format", format::format);
        StringPatterns patterns = new StringPatterns(vm);
        table.define("find", patterns::find);
        table.define("match", patterns::match);
        table.define("gmatch", patterns::matches);
        table.define("gfind", patterns::matches);
        table.define("gsub", patterns::substitute);
        vm.operators().stringMetatable().put("__index", table);
        return table;
    }

    private LuaString made(byte[] bytes) {
        vm.watch().allocateString(bytes.length);
        return LuaStrings.of(bytes);
    }

    /** An offset from 0 for a position from 1; negative positions count from the end. */
    private static long offset(double position, int length) {
        long index = (long) position;
        return index >= 0 ? index - 1 : length + index;
    }

    private Varargs bytes(ScriptArguments args) {
        LuaString string = args.string(1);
        double first = args.number(2, 1);
        long from = Math.max(0, offset(first, string.m_length));
        long to = Math.min(string.m_length - 1, offset(args.number(3, first), string.m_length));
        if (from > to) {
            return NONE;
        }
        vm.watch().steps((int) (to - from));
        vm.watch().allocate((to - from) * 4);
        LuaValue[] values = new LuaValue[(int) (to - from + 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = LuaInteger.valueOf(string.luaByte((int) from + i));
        }
        return LuaValue.varargsOf(values);
    }

    private Varargs character(ScriptArguments args) {
        byte[] bytes = new byte[args.count()];
        for (int i = 0; i < bytes.length; i++) {
            int code = args.integer(i + 1);
            if (code < 0 || code > 255) {
                throw args.bad(i + 1, "invalid value");
            }
            bytes[i] = (byte) code;
        }
        return made(bytes);
    }

    private Varargs sub(ScriptArguments args) {
        LuaString string = args.string(1);
        int length = string.m_length;
        long from = Math.max(0, offset(args.number(2, 1), length));
        long to = Math.min(length, offset(args.number(3, -1), length) + 1);
        if (from >= to) {
            return LuaStrings.of("");
        }
        vm.watch().allocateString(to - from);
        return LuaStrings.slice(string, (int) from, (int) to);
    }

    private Varargs repeat(ScriptArguments args) {
        LuaString string = args.string(1);
        int length = string.m_length;
        long count = Math.max(0, (long) args.number(2));
        if (length == 0 || count == 0) {
            return LuaStrings.of("");
        }
        vm.watch().allocateString(Math.multiplyExact(length, Math.min(count, Integer.MAX_VALUE)));
        byte[] bytes = new byte[length * (int) count];
        System.arraycopy(string.m_bytes, string.m_offset, bytes, 0, length);
        for (int done = length; done < bytes.length; done *= 2) {
            System.arraycopy(bytes, 0, bytes, done, Math.min(done, bytes.length - done));
        }
        return LuaStrings.of(bytes);
    }

    private Varargs reverse(ScriptArguments args) {
        byte[] bytes = LuaStrings.bytes(args.string(1));
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte b = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = b;
        }
        return made(bytes);
    }

    /** Moves the bytes of a range, ASCII only: other bytes may be parts of a UTF-8 character. */
    private LuaString map(LuaString string, int first, int last, int distance) {
        byte[] bytes = LuaStrings.bytes(string);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= first && bytes[i] <= last) {
                bytes[i] += (byte) distance;
            }
        }
        return made(bytes);
    }
}
