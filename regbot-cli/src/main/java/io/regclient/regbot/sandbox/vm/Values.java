// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.Arrays;
import java.util.List;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lists of values in one array each: nested ones would cost a Java call per level to read. */
public final class Values {
    private Values() {}

    public static Varargs of(List<? extends LuaValue> values) {
        return LuaValue.varargsOf(values.toArray(LuaValue[]::new));
    }

    /** The value followed by the others. */
    public static Varargs prepend(LuaValue first, Varargs others) {
        return others.narg() == 0 ? first : join(new LuaValue[] {first}, others);
    }

    static Varargs join(LuaValue[] first, Varargs others) {
        int count = others.narg();
        LuaValue[] all = Arrays.copyOf(first, first.length + count);
        for (int i = 0; i < count; i++) {
            all[first.length + i] = others.arg(i + 1);
        }
        return LuaValue.varargsOf(all);
    }
}
