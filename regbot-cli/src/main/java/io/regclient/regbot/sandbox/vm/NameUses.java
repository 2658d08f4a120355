// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/**
 * The global names a compiled script uses, read off its instructions: variables, and the fields of global tables that
 * are named where the table is ({@code tag.ls}). What reaches a name in any other way makes it unknown, never wrong.
 */
public final class NameUses {
    private static final LuaString ENVIRONMENT = LuaStrings.of("_ENV");
    private static final String GLOBALS = "_G";

    /** Functions that bring in code from elsewhere, or other globals. */
    private static final Set<String> DOORS =
            Set.of("dofile", "getfenv", "load", "loadfile", "loadstring", "module", "require", "setfenv");

    private final List<Use> reads = new ArrayList<>();
    private final Set<String> written = new HashSet<>();
    private final Set<String> handedOn = new HashSet<>();
    private boolean complete = true;

    private NameUses() {}

    /**
     * A place where a value is read.
     *
     * @param table name of the global table, empty for a global variable
     * @param name the variable or field
     * @param line line of the script
     */
    public record Use(String table, String name, int line) {
        /** {@code tag.ls}, or the variable alone. */
        public String path() {
            return path(table, name);
        }

        private static String path(String table, String name) {
            return table.isEmpty() ? name : table + "." + name;
        }
    }

    /**
     * Compiles a script and looks at its functions, the inner ones included.
     *
     * @throws ScriptError for a syntax error
     */
    public static NameUses of(byte[] source, String chunk) {
        NameUses uses = new NameUses();
        uses.look(ScriptCompiler.compile(source, chunk, steps -> {}));
        return uses;
    }

    /** All reads, in the order of the instructions. */
    public List<Use> reads() {
        return List.copyOf(reads);
    }

    /** True when the script gives the variable or field ({@code string.mine}) a value somewhere. */
    public boolean writes(String path) {
        return written.contains(path);
    }

    /** The variables and fields the script gives a value. */
    public Set<String> written() {
        return Set.copyOf(written);
    }

    /** True when the table is also used as a value, by which it may get fields that are not seen here. */
    public boolean handsOn(String table) {
        return handedOn.contains(table);
    }

    /** False when globals may be set in ways that are not seen here. */
    public boolean isComplete() {
        return complete;
    }

    private void look(Prototype function) {
        new Scan(function).run();
        for (Prototype inner : function.p) {
            look(inner);
        }
    }

    /** One pass over the instructions of one function. */
    private final class Scan {
        private final Prototype function;
        private final int[] code;
        private final boolean[] reachedByJump;

        private Scan(Prototype function) {
            this.function = function;
            this.code = function.code;
            this.reachedByJump = new boolean[code.length + 2];
        }

        private void run() {
            for (int pc = 0; pc < code.length; pc++) {
                markTarget(pc);
            }
            for (int pc = 0; pc < code.length; pc++) {
                if (operation(pc) == Lua.OP_GETTABUP && isEnvironment(code[pc] >>> 23)) {
                    int at = pc;
                    key(pc, c(pc)).ifPresent(name -> read(at, name));
                } else if (operation(pc) == Lua.OP_SETTABUP && isEnvironment(a(pc))) {
                    key(pc, code[pc] >>> 23).ifPresent(written::add);
                }
            }
        }

        private void markTarget(int pc) {
            switch (operation(pc)) {
                case Lua.OP_JMP, Lua.OP_FORLOOP, Lua.OP_FORPREP, Lua.OP_TFORLOOP ->
                    reachedByJump[pc + 1 + (code[pc] >>> 14) - 0x1ffff] = true;
                case Lua.OP_EQ, Lua.OP_LT, Lua.OP_LE, Lua.OP_TEST, Lua.OP_TESTSET, Lua.OP_LOADBOOL ->
                    reachedByJump[pc + 2] = true;
                default -> {}
            }
        }

        /** A global is loaded; the instruction behind tells whether for one of its fields. */
        private void read(int pc, String name) {
            Optional<String> field = fieldRead(pc);
            Optional<String> assigned = field.isPresent() ? Optional.empty() : fieldWritten(pc);
            if (name.equals(GLOBALS)) {
                complete &= field.isPresent() || assigned.isPresent(); // reading a field of it asks whether it is there
                assigned.ifPresent(written::add);
                return;
            }
            complete &= !DOORS.contains(name);
            reads.add(new Use("", name, function.lineinfo[pc]));
            if (field.isPresent()) {
                reads.add(new Use(name, field.get(), function.lineinfo[pc]));
                if (function.getlocalname(a(pc) + 1, pc + 1) != null) {
                    handedOn.add(name); // a local variable keeps it
                }
            } else if (assigned.isPresent()) {
                written.add(Use.path(name, assigned.get()));
            } else {
                handedOn.add(name);
            }
        }

        private Optional<String> fieldRead(int pc) {
            int next = behind(pc);
            boolean reads = operation(next) == Lua.OP_GETTABLE || operation(next) == Lua.OP_SELF;
            return reads && code[next] >>> 23 == a(pc) ? key(next, c(next)) : Optional.empty();
        }

        private Optional<String> fieldWritten(int pc) {
            int next = behind(pc);
            boolean writes = operation(next) == Lua.OP_SETTABLE && a(next) == a(pc);
            return writes ? key(next, code[next] >>> 23) : Optional.empty();
        }

        /** The instruction that uses the value for certain, past those that load a key and a value; else its own place. */
        private int behind(int pc) {
            int next = pc + 1;
            while (next < code.length && !reachedByJump[next] && isLoad(next)) {
                next++;
            }
            return next < code.length && !reachedByJump[next] ? next : pc;
        }

        private boolean isLoad(int pc) {
            return operation(pc) == Lua.OP_LOADK || operation(pc) == Lua.OP_CLOSURE;
        }

        /** The text of an operand: a constant, or one that was loaded directly before. */
        private Optional<String> key(int pc, int operand) {
            if (operand > 0xff) {
                return text(function.k[operand & 0xff]);
            }
            for (int load = pc - 1; load >= 0 && !reachedByJump[load + 1] && isLoad(load); load--) {
                if (a(load) == operand && operation(load) == Lua.OP_LOADK) {
                    return text(function.k[code[load] >>> 14]);
                }
            }
            return Optional.empty();
        }

        private Optional<String> text(LuaValue constant) {
            return constant instanceof LuaString text ? Optional.of(LuaStrings.text(text)) : Optional.empty();
        }

        private boolean isEnvironment(int upvalue) {
            return ENVIRONMENT.equals(function.upvalues[upvalue].name);
        }

        private int operation(int pc) {
            return code[pc] & 0x3f;
        }

        private int a(int pc) {
            return (code[pc] >> 6) & 0xff;
        }

        private int c(int pc) {
            return (code[pc] >> 14) & 0x1ff;
        }
    }
}
