// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Varargs;

/** One function at work. Frames live on the heap, so a coroutine is put aside by keeping a reference to its last one. */
final class Frame {
    /** How an error below this frame ends. */
    enum Guard {
        NONE,
        PCALL,
        XPCALL
    }

    /** The caller of the first frame. */
    static final Frame BOTTOM = new Frame();

    private static final int FIELD = 0x1ff;

    final ScriptFunction function;
    final Frame caller;
    final LuaValue[] registers;
    final int depth;
    /** Arguments beyond the named ones. */
    final Varargs extra;
    /** True when the caller of this frame is the Java code of a library function, not a Lua function. */
    boolean base;

    Guard guard = Guard.NONE;
    LuaValue handler = LuaValue.NIL;
    int pc;
    private Varargs open = LuaValue.NONE;
    private int openAt;
    private @Nullable Cell[] cells = {};

    private Frame() {
        Prototype none = new Prototype();
        none.source = LuaStrings.of("=[host]");
        none.code = new int[0];
        none.lineinfo = new int[0];
        this.function = new ScriptFunction((called, args) -> LuaValue.NONE, none, new Cell[0]);
        this.caller = this;
        this.registers = new LuaValue[0];
        this.depth = 0;
        this.extra = LuaValue.NONE;
    }

    /** A marker for a library function that was called by another one; it has no line. */
    Frame(Frame caller) {
        this.function = BOTTOM.function;
        this.caller = caller;
        this.registers = BOTTOM.registers;
        this.depth = caller.depth + 1;
        this.extra = LuaValue.NONE;
        this.base = true;
    }

    Frame(ScriptFunction function, Varargs args, Frame caller) {
        Prototype code = function.prototype;
        this.function = function;
        this.caller = caller;
        this.depth = caller.depth + 1;
        this.registers = new LuaValue[code.maxstacksize];
        int given = Math.min(code.numparams, args.narg());
        for (int i = 0; i < given; i++) {
            registers[i] = args.arg(i + 1);
        }
        Arrays.fill(registers, given, registers.length, LuaValue.NIL);
        boolean more = code.is_vararg != 0 && args.narg() > code.numparams;
        this.extra = more ? args.subargs(code.numparams + 1) : LuaValue.NONE;
    }

    boolean isHost() {
        return registers.length == 0; // every compiled function has two registers at least
    }

    /** Source and line of the instruction at work, {@code <string>:3: }; empty for a library function. */
    String position() {
        return isHost() ? "" : function.chunk() + ":" + line() + ": ";
    }

    int line() {
        int[] lines = function.prototype.lineinfo;
        return pc >= 1 && pc <= lines.length ? lines[pc - 1] : 0;
    }

    /** The values of some registers; with {@code counted} 0 up to and including the results of the last open call. */
    Varargs gather(int from, int counted) {
        if (counted > 0) {
            return counted == 2
                    ? registers[from]
                    : LuaValue.varargsOf(Arrays.copyOfRange(registers, from, from + counted - 1));
        }
        int count = openAt - from;
        return count == 0 ? open : Values.join(Arrays.copyOfRange(registers, from, openAt), open);
    }

    /** Puts the results of a call where the calling instruction wants them. */
    void deliver(Varargs results) {
        int i = function.prototype.code[pc - 1];
        int a = (i >> 6) & 0xff;
        int c = (i >> 14) & FIELD;
        switch (i & 0x3f) {
            case Lua.OP_TFORCALL -> spread(results, a + 3, c);
            case Lua.OP_TAILCALL -> hold(results, a);
            default -> {
                if (c == 2) {
                    registers[a] = results.arg1();
                } else if (c == 0) {
                    hold(results, a);
                } else {
                    spread(results, a, c - 1);
                }
            }
        }
    }

    void spread(Varargs values, int at, int count) {
        for (int i = 0; i < count; i++) {
            registers[at + i] = values.arg(i + 1);
        }
    }

    /** Keeps a number of values that only becomes known at run time for the next instruction. */
    void hold(Varargs values, int at) {
        open = values;
        openAt = at;
    }

    /** The variable in the register, as something a nested function can keep. */
    Cell share(int register) {
        if (cells.length == 0) {
            cells = new Cell[registers.length];
        }
        Cell cell = cells[register];
        if (cell == null) {
            cell = new Cell(registers, register);
            cells[register] = cell;
        }
        return cell;
    }

    /** Ends the life of the variables from the register on; shared ones go on living in their functions. */
    void close(int from) {
        for (int i = from; i < cells.length; i++) {
            Cell cell = cells[i];
            if (cell != null) {
                cell.close();
                cells[i] = null;
            }
        }
    }

    void forEachReference(java.util.function.Consumer<LuaValue> visitor) {
        visitor.accept(function);
        for (LuaValue value : registers) {
            visitor.accept(value);
        }
        for (int i = 1; i <= extra.narg(); i++) {
            visitor.accept(extra.arg(i));
        }
        for (int i = 1; i <= open.narg(); i++) {
            visitor.accept(open.arg(i));
        }
    }
}
