// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.Arrays;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;
import org.luaj.vm2.Upvaldesc;
import org.luaj.vm2.Varargs;

/**
 * Runs compiled functions. Calls from Lua to Lua push a {@link Frame} and need no Java stack; library functions that
 * call back, and metamethods, start a nested activation. One interpreter belongs to one run of one script and is used
 * by one thread.
 */
public final class Interpreter {
    private static final int NINE_BITS = 0x1ff;

    /** Operand C of a vararg instruction, which the compiler leaves zero: the arguments as a table, with their number. */
    static final int AS_TABLE = 1 << 14;

    private final Watch watch;
    private final Operators operators;
    private final Calls calls;
    private final ScriptFunction.Invoker invoker = this::call;
    private Varargs outcome = LuaValue.NONE;

    /** A machine with no globals yet. */
    public Interpreter(Watch watch) {
        this.watch = watch;
        this.operators = new Operators(this, watch);
        this.calls = new Calls(this, watch);
        watch.measureWith(() -> calls.liveBytes(operators.stringMetatable()));
    }

    public Watch watch() {
        return watch;
    }

    public Operators operators() {
        return operators;
    }

    public Calls calls() {
        return calls;
    }

    public ScriptTable newTable() {
        watch.allocate(64);
        return new ScriptTable(watch);
    }

    /**
     * Compiles source text to a function with the given globals.
     *
     * @param chunk name for messages; a leading {@code =} or {@code @} is a mark and not shown
     * @throws ScriptError for a syntax error
     */
    public ScriptFunction load(byte[] source, String chunk, LuaTable globals) {
        watch.allocate(source.length * 4L);
        Prototype code = ScriptCompiler.compile(source, chunk, watch::steps);
        return new ScriptFunction(invoker, code, new Cell[] {new Cell(globals)});
    }

    /**
     * Calls a function, or a value with a {@code __call} handler, from Java.
     *
     * @throws org.luaj.vm2.LuaError what the function raised
     */
    public Varargs call(LuaValue function, Varargs args) {
        return calls.call(function, args);
    }

    /** Runs frames until the bottom one of this activation has returned or its coroutine has yielded. */
    Varargs run(Frame first) {
        Frame frame = first;
        while (frame != Frame.BOTTOM) {
            frame = execute(frame);
        }
        return outcome;
    }

    /** Ends the activation; {@link #run} returns the values. */
    Frame finish(Varargs values) {
        outcome = values;
        return Frame.BOTTOM;
    }

    /** Runs one frame until it calls or returns; gives the frame to go on with. */
    private Frame execute(Frame f) {
        Operators op = operators;
        LuaValue[] r = f.registers;
        Cell[] up = f.function.cells;
        Prototype p = f.function.prototype;
        LuaValue[] k = p.k;
        int[] code = p.code;
        while (true) {
            watch.step();
            int i = code[f.pc++];
            int a = (i >> 6) & 0xff;
            switch (i & 0x3f) {
                case Lua.OP_MOVE -> r[a] = r[i >>> 23];
                case Lua.OP_LOADK -> r[a] = k[i >>> 14];
                case Lua.OP_LOADBOOL -> loadBoolean(f, i, a);
                case Lua.OP_LOADNIL -> Arrays.fill(r, a, a + (i >>> 23) + 1, LuaValue.NIL);
                case Lua.OP_GETUPVAL -> r[a] = up[i >>> 23].get();
                case Lua.OP_GETTABUP -> r[a] = op.index(up[i >>> 23].get(), c(i, r, k));
                case Lua.OP_GETTABLE -> r[a] = op.index(r[i >>> 23], c(i, r, k));
                case Lua.OP_SETTABUP -> op.assign(up[a].get(), b(i, r, k), c(i, r, k));
                case Lua.OP_SETUPVAL -> up[i >>> 23].set(r[a]);
                case Lua.OP_SETTABLE -> op.assign(r[a], b(i, r, k), c(i, r, k));
                case Lua.OP_NEWTABLE -> r[a] = newTable();
                case Lua.OP_SELF -> self(r, k, i, a);
                case Lua.OP_ADD -> r[a] = op.add(b(i, r, k), c(i, r, k));
                case Lua.OP_SUB -> r[a] = op.subtract(b(i, r, k), c(i, r, k));
                case Lua.OP_MUL -> r[a] = op.arithmetic(Arithmetic.MUL, b(i, r, k), c(i, r, k));
                case Lua.OP_DIV -> r[a] = op.arithmetic(Arithmetic.DIV, b(i, r, k), c(i, r, k));
                case Lua.OP_MOD -> r[a] = op.arithmetic(Arithmetic.MOD, b(i, r, k), c(i, r, k));
                case Lua.OP_POW -> r[a] = op.arithmetic(Arithmetic.POW, b(i, r, k), c(i, r, k));
                case Lua.OP_UNM -> r[a] = op.negate(r[i >>> 23]);
                case Lua.OP_NOT -> r[a] = r[i >>> 23].toboolean() ? LuaValue.FALSE : LuaValue.TRUE;
                case Lua.OP_LEN -> r[a] = op.length(r[i >>> 23]);
                case Lua.OP_CONCAT -> r[a] = op.concat(r, i >>> 23, (i >> 14) & NINE_BITS);
                case Lua.OP_JMP -> jump(f, i, a);
                case Lua.OP_EQ -> f.pc += op.isEqual(b(i, r, k), c(i, r, k)) != (a != 0) ? 1 : 0;
                case Lua.OP_LT -> f.pc += op.isLess(b(i, r, k), c(i, r, k)) != (a != 0) ? 1 : 0;
                case Lua.OP_LE -> f.pc += op.isLessOrEqual(b(i, r, k), c(i, r, k)) != (a != 0) ? 1 : 0;
                case Lua.OP_TEST -> f.pc += r[a].toboolean() != hasC(i) ? 1 : 0;
                case Lua.OP_TESTSET -> testSet(f, r, i, a);
                case Lua.OP_FORLOOP -> forLoop(f, r, i, a);
                case Lua.OP_FORPREP -> forPrepare(f, r, i, a);
                case Lua.OP_TFORLOOP -> tableLoop(f, r, i, a);
                case Lua.OP_SETLIST -> setList(f, i, a);
                case Lua.OP_CLOSURE -> r[a] = closure(f, p.p[i >>> 14]);
                case Lua.OP_VARARG -> varargs(f, i, a);
                case Lua.OP_CALL, Lua.OP_TFORCALL, Lua.OP_TAILCALL, Lua.OP_RETURN -> {
                    Frame next = transfer(f, i, a);
                    if (next != f) {
                        return next;
                    }
                }
                default -> throw new ScriptError("unknown instruction");
            }
        }
    }

    /** A call or a return: gives the frame to go on with, the same one after a library function. */
    private Frame transfer(Frame f, int i, int a) {
        LuaValue[] r = f.registers;
        return switch (i & 0x3f) {
            case Lua.OP_CALL -> calls.enter(f, r[a], f.gather(a + 1, i >>> 23));
            case Lua.OP_TFORCALL -> calls.enter(f, r[a], LuaValue.varargsOf(r[a + 1], r[a + 2]));
            case Lua.OP_TAILCALL -> calls.enterTail(f, r[a], f.gather(a + 1, i >>> 23));
            default -> calls.leave(f, f.gather(a, i >>> 23));
        };
    }

    /** Operand B, a register or a constant. */
    private static LuaValue b(int i, LuaValue[] r, LuaValue[] k) {
        int b = i >>> 23;
        return b > 0xff ? k[b & 0xff] : r[b];
    }

    /** Operand C, a register or a constant. */
    private static LuaValue c(int i, LuaValue[] r, LuaValue[] k) {
        int c = (i >> 14) & NINE_BITS;
        return c > 0xff ? k[c & 0xff] : r[c];
    }

    private static boolean hasC(int i) {
        return (i & (NINE_BITS << 14)) != 0;
    }

    private static int offset(int i) {
        return (i >>> 14) - 0x1ffff;
    }

    private static void loadBoolean(Frame f, int i, int a) {
        f.registers[a] = LuaValue.valueOf(i >>> 23 != 0);
        if (hasC(i)) {
            f.pc++;
        }
    }

    private void self(LuaValue[] r, LuaValue[] k, int i, int a) {
        LuaValue object = r[i >>> 23];
        LuaValue method = operators.index(object, c(i, r, k));
        r[a + 1] = object;
        r[a] = method;
    }

    private static void jump(Frame f, int i, int a) {
        f.pc += offset(i);
        if (a > 0) {
            f.close(a - 1);
        }
    }

    private static void testSet(Frame f, LuaValue[] r, int i, int a) {
        LuaValue value = r[i >>> 23];
        if (value.toboolean() == hasC(i)) {
            r[a] = value;
        } else {
            f.pc++;
        }
    }

    private void forPrepare(Frame f, LuaValue[] r, int i, int a) {
        r[a] = loopNumber(r[a], "initial value");
        r[a + 1] = loopNumber(r[a + 1], "limit");
        r[a + 2] = loopNumber(r[a + 2], "step");
        r[a] = operators.subtract(r[a], r[a + 2]);
        f.pc += offset(i);
    }

    private static LuaValue loopNumber(LuaValue value, String what) {
        return LuaValue.valueOf(ScriptArguments.asNumber(value)
                .orElseThrow(() -> new ScriptError("'for' " + what + " must be a number")));
    }

    private void forLoop(Frame f, LuaValue[] r, int i, int a) {
        LuaValue step = r[a + 2];
        LuaValue index = operators.add(r[a], step);
        double limit = r[a + 1].todouble();
        if (step.todouble() > 0 ? index.todouble() <= limit : index.todouble() >= limit) {
            r[a] = index;
            r[a + 3] = index;
            f.pc += offset(i);
        }
    }

    private static void tableLoop(Frame f, LuaValue[] r, int i, int a) {
        if (!r[a + 1].isnil()) {
            r[a] = r[a + 1];
            f.pc += offset(i);
        }
    }

    private static void setList(Frame f, int i, int a) {
        int block = (i >> 14) & NINE_BITS;
        if (block == 0) {
            block = f.function.prototype.code[f.pc++]; // a very long list: the number follows as a word of its own
        }
        LuaTable table = (LuaTable) f.registers[a];
        int first = (block - 1) * Lua.LFIELDS_PER_FLUSH;
        Varargs values = f.gather(a + 1, i >>> 23 == 0 ? 0 : (i >>> 23) + 1);
        table.presize(first + values.narg());
        for (int j = 1; j <= values.narg(); j++) {
            table.rawset(first + j, values.arg(j));
        }
    }

    private ScriptFunction closure(Frame f, Prototype prototype) {
        Upvaldesc[] wanted = prototype.upvalues;
        watch.allocate(56 + 56L * wanted.length);
        Cell[] cells = new Cell[wanted.length];
        for (int j = 0; j < cells.length; j++) {
            cells[j] = wanted[j].instack ? f.share(wanted[j].idx) : f.function.cells[wanted[j].idx];
        }
        return new ScriptFunction(invoker, prototype, cells);
    }

    private void varargs(Frame f, int i, int a) {
        if (hasC(i)) {
            f.registers[a] = argumentTable(f.extra);
            return;
        }
        int count = (i >>> 23) - 1;
        if (count < 0) {
            f.hold(f.extra, a);
        } else {
            f.spread(f.extra, a, count);
        }
    }

    private ScriptTable argumentTable(Varargs extra) {
        ScriptTable table = newTable();
        for (int j = 1; j <= extra.narg(); j++) {
            table.rawset(j, extra.arg(j));
        }
        return table.put("n", LuaValue.valueOf(extra.narg()));
    }
}
