// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static org.luaj.vm2.LuaValue.NIL;
import static org.luaj.vm2.LuaValue.NONE;

import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.io.ByteArrayOutputStream;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The {@code table} functions of Lua 5.1, the old {@code getn}, {@code maxn} and {@code foreach} included. */
public final class TableLibrary {
    private final Interpreter vm;

    private TableLibrary(Interpreter vm) {
        this.vm = vm;
    }

    public static ScriptTable create(Interpreter vm) {
        TableLibrary library = new TableLibrary(vm);
        ScriptTable table = vm.newTable();
        table.define("insert", library::insert);
        table.define("remove", library::remove);
        table.define("concat", library::concat);
        table.define("sort", library::sort);
        table.define("getn", args -> LuaInteger.valueOf(args.table(1).rawlen()));
        table.define("maxn", library::maxIndex);
        table.define("foreach", library::forEach);
        table.define("foreachi", library::forEachIndex);
        return table;
    }

    private Varargs insert(ScriptArguments args) {
        LuaTable table = args.table(1);
        int end = table.rawlen() + 1;
        switch (args.count()) {
            case 2 -> table.rawset(end, args.value(2));
            case 3 -> {
                int position = args.integer(2);
                vm.watch().steps(Math.max(0, end - position) / 64);
                table.insert(position, args.value(3));
            }
            default -> throw new ScriptError("wrong number of arguments to 'insert'");
        }
        return NONE;
    }

    private Varargs remove(ScriptArguments args) {
        LuaTable table = args.table(1);
        int size = table.rawlen();
        int position = args.integer(2, size);
        if (position < 1 || position > size) {
            return NIL;
        }
        vm.watch().steps((size - position) / 64);
        return table.remove(position);
    }

    private Varargs concat(ScriptArguments args) {
        LuaTable table = args.table(1);
        LuaString separator = args.isMissing(2) ? LuaStrings.of("") : args.string(2);
        int first = args.integer(3, 1);
        int last = args.integer(4, table.rawlen());
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (long i = first; i <= last; i++) {
            int index = (int) i;
            LuaValue value = table.rawget(index);
            LuaString text = ScriptArguments.asString(value)
                    .orElseThrow(() -> new ScriptError(
                            "invalid value (" + value.typename() + ") at index " + index + " in table for 'concat'"));
            joined.write(text.m_bytes, text.m_offset, text.m_length);
            if (i < last) {
                joined.write(separator.m_bytes, separator.m_offset, separator.m_length);
            }
            checkLength(joined.size());
            vm.watch().steps(1);
        }
        vm.watch().allocateString(joined.size());
        return LuaStrings.of(joined.toByteArray());
    }

    static void checkLength(int length) {
        if (length > LuaStrings.MAX_LENGTH) {
            throw LuaStrings.tooLong();
        }
    }

    /**
     * Merge sort: stable, and it ends for any answers of the comparison. The table changes only when the whole sort has
     * succeeded.
     */
    private Varargs sort(ScriptArguments args) {
        LuaTable table = args.table(1);
        LuaValue order = args.isMissing(2) ? NIL : args.function(2);
        LuaValue[] values = new LuaValue[table.rawlen()];
        vm.watch().allocate(values.length * 8L);
        for (int i = 0; i < values.length; i++) {
            values[i] = table.rawget(i + 1);
        }
        sort(values, values.clone(), 0, values.length, order);
        for (int i = 0; i < values.length; i++) {
            table.rawset(i + 1, values[i]);
        }
        return NONE;
    }

    /** Sorts a range of the values; the other array holds the same range to begin with. */
    private void sort(LuaValue[] values, LuaValue[] copy, int from, int to, LuaValue order) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(copy, values, from, middle, order);
        sort(copy, values, middle, to, order);
        int left = from;
        int right = middle;
        for (int at = from; at < to; at++) {
            boolean takeRight = left >= middle || (right < to && isBefore(copy[right], copy[left], order));
            values[at] = takeRight ? copy[right++] : copy[left++];
        }
    }

    private boolean isBefore(LuaValue a, LuaValue b, LuaValue order) {
        vm.watch().steps(1);
        return order.isnil()
                ? vm.operators().isLess(a, b)
                : vm.call(order, LuaValue.varargsOf(a, b)).arg1().toboolean();
    }

    private Varargs maxIndex(ScriptArguments args) {
        LuaTable table = args.table(1);
        double max = 0;
        Varargs entry = table.next(NIL);
        while (!entry.arg1().isnil()) {
            vm.watch().steps(1);
            if (entry.arg1() instanceof LuaNumber number) {
                max = Math.max(max, number.todouble());
            }
            entry = table.next(entry.arg1());
        }
        return LuaValue.valueOf(max);
    }

    private Varargs forEach(ScriptArguments args) {
        LuaTable table = args.table(1);
        LuaValue function = args.function(2);
        Varargs entry = table.next(NIL);
        while (!entry.arg1().isnil()) {
            LuaValue answer = vm.call(function, LuaValue.varargsOf(entry.arg1(), entry.arg(2)))
                    .arg1();
            if (!answer.isnil()) {
                return answer;
            }
            vm.watch().steps(1);
            entry = table.next(entry.arg1());
        }
        return NIL;
    }

    private Varargs forEachIndex(ScriptArguments args) {
        LuaTable table = args.table(1);
        LuaValue function = args.function(2);
        int size = table.rawlen();
        for (int i = 1; i <= size; i++) {
            LuaValue answer = vm.call(function, LuaValue.varargsOf(LuaInteger.valueOf(i), table.rawget(i)))
                    .arg1();
            if (!answer.isnil()) {
                return answer;
            }
            vm.watch().steps(1);
        }
        return NIL;
    }
}
