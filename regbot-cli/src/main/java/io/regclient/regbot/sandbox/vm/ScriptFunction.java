// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;

/** A function written in Lua: compiled code and the variables it shares with its surroundings. */
public final class ScriptFunction extends VarArgFunction {
    private static final LuaString ENVIRONMENT = LuaStrings.of("_ENV");

    final Prototype prototype;
    final Cell[] cells;
    private final Invoker invoker;

    /** Runs a function that Java code calls. */
    @FunctionalInterface
    interface Invoker {
        Varargs call(LuaValue function, Varargs args);
    }

    ScriptFunction(Invoker invoker, Prototype prototype, Cell[] cells) {
        this.invoker = invoker;
        this.prototype = prototype;
        this.cells = cells;
    }

    @Override
    public Varargs invoke(Varargs args) {
        return invoker.call(this, args);
    }

    @Override
    public Varargs onInvoke(Varargs args) {
        return invoke(args);
    }

    /** The table of the function's global variables; nil when it uses none. */
    public LuaValue environment() {
        int index = environmentIndex();
        return index < 0 ? NIL : cells[index].get();
    }

    /** Gives this function, and those it creates from now on, other globals; its siblings keep theirs. */
    public void environment(LuaValue table) {
        int index = environmentIndex();
        if (index >= 0) {
            cells[index] = new Cell(table);
        }
    }

    /** Line the function begins at, 0 for a whole chunk. */
    public int firstLine() {
        return prototype.linedefined;
    }

    /** Name of the chunk, without the leading mark. */
    public String chunk() {
        return prototype.shortsource();
    }

    @Override
    public String tojstring() {
        return LuaStrings.plainText(this);
    }

    private int environmentIndex() {
        for (int i = 0; i < prototype.upvalues.length; i++) {
            if (ENVIRONMENT.equals(prototype.upvalues[i].name)) {
                return i;
            }
        }
        return -1;
    }
}
