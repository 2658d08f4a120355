// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static org.luaj.vm2.LuaValue.NIL;

import io.regclient.regbot.sandbox.vm.Calls;
import io.regclient.regbot.sandbox.vm.Coroutine;
import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptFunction;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Loading code, function environments, {@code coroutine} and the harmless part of {@code debug}. */
public final class FunctionLibrary {
    private final Interpreter vm;
    private final ScriptTable globals;

    private FunctionLibrary(Interpreter vm, ScriptTable globals) {
        this.vm = vm;
        this.globals = globals;
    }

    /** Installs the functions and tables into the table of globals. */
    public static void install(Interpreter vm, ScriptTable globals) {
        FunctionLibrary library = new FunctionLibrary(vm, globals);
        globals.define("load", library::load);
        globals.define(
                "loadstring", args -> library.compile(LuaStrings.bytes(args.string(1)), args.text(2, "=<string>")));
        globals.define("getfenv", library::getEnvironment);
        globals.define("setfenv", library::setEnvironment);
        globals.put("coroutine", library.coroutines());
        globals.put("debug", library.debug());
    }

    private Varargs compile(byte[] source, String chunk) {
        try {
            return vm.load(source, chunk, globals);
        } catch (ScriptError e) {
            return LuaValue.varargsOf(NIL, e.getMessageObject());
        }
    }

    private Varargs load(ScriptArguments args) {
        LuaFunction reader = args.function(1);
        ByteArrayOutputStream source = new ByteArrayOutputStream();
        while (true) {
            LuaValue piece = vm.call(reader, LuaValue.NONE).arg1();
            if (piece.isnil()) {
                break;
            }
            LuaString text = ScriptArguments.asString(piece)
                    .orElseThrow(() -> new ScriptError("reader function must return a string"));
            if (text.m_length == 0) {
                break;
            }
            vm.watch().allocateString((long) source.size() + text.m_length);
            source.write(text.m_bytes, text.m_offset, text.m_length);
        }
        return compile(source.toByteArray(), args.text(2, "=(load)"));
    }

    private Varargs getEnvironment(ScriptArguments args) {
        if (args.value(1) instanceof ScriptFunction function) {
            return environment(function);
        }
        if (args.value(1) instanceof LuaFunction) {
            return globals;
        }
        int level = args.integer(1, 1);
        return level == 0 ? globals : environment(functionAt(args, level));
    }

    private LuaValue environment(ScriptFunction function) {
        LuaValue environment = function.environment();
        return environment.isnil() ? globals : environment;
    }

    private Varargs setEnvironment(ScriptArguments args) {
        LuaTable environment = args.table(2);
        if (args.value(1) instanceof ScriptFunction function) {
            function.environment(environment);
            return function;
        }
        if (args.value(1) instanceof LuaFunction || args.integer(1) == 0) {
            throw new ScriptError("'setfenv' cannot change environment of given object");
        }
        ScriptFunction function = functionAt(args, args.integer(1));
        function.environment(environment);
        return function;
    }

    private ScriptFunction functionAt(ScriptArguments args, int level) {
        return vm.calls().function(level).orElseThrow(() -> args.bad(1, "invalid level"));
    }

    private ScriptTable coroutines() {
        Calls calls = vm.calls();
        ScriptTable table = vm.newTable();
        table.define("create", args -> calls.newCoroutine(args.function(1)));
        table.define("resume", args -> calls.tryResume(args.coroutine(1), args.from(2)));
        table.put("yield", calls.yielding());
        table.define(
                "status",
                args -> LuaStrings.of(args.coroutine(1).status().name().toLowerCase(Locale.ROOT)));
        table.define(
                "running", args -> calls.running().map(LuaValue.class::cast).orElse(NIL));
        table.define("wrap", args -> {
            Coroutine coroutine = calls.newCoroutine(args.function(1));
            return HostFunction.holding("wrap", values -> calls.resume(coroutine, values.all()), coroutine);
        });
        return table;
    }

    private ScriptTable debug() {
        ScriptTable table = vm.newTable();
        table.define("traceback", this::traceback);
        table.define("getinfo", this::getInfo);
        return table;
    }

    private Varargs traceback(ScriptArguments args) {
        LuaValue message = args.value(1);
        if (!message.isnil() && ScriptArguments.asString(message).isEmpty()) {
            return message;
        }
        String text = args.text(1, "");
        return LuaStrings.of((text.isEmpty() ? "" : text + "\n") + vm.calls().traceback());
    }

    private Varargs getInfo(ScriptArguments args) {
        Optional<ScriptFunction> function;
        int line = -1;
        if (args.value(1) instanceof LuaFunction given) {
            function =
                    Optional.of(given).filter(ScriptFunction.class::isInstance).map(ScriptFunction.class::cast);
        } else {
            int level = args.integer(1);
            if (level < 0 || (level > 0 && !vm.calls().hasLevel(level))) {
                return NIL;
            }
            function = vm.calls().function(level);
            line = function.isPresent() ? vm.calls().line(level) : -1;
        }
        String chunk = function.map(ScriptFunction::chunk).orElse("[host]");
        String what = function.map(f -> f.firstLine() == 0 ? "main" : "Lua").orElse("C");
        ScriptTable info = vm.newTable();
        info.put("source", LuaStrings.of("=" + chunk)).put("short_src", LuaStrings.of(chunk));
        info.put("what", LuaStrings.of(what)).put("currentline", LuaInteger.valueOf(line));
        info.put(
                "linedefined",
                LuaInteger.valueOf(function.map(ScriptFunction::firstLine).orElse(-1)));
        function.ifPresent(f -> info.put("func", f));
        return info;
    }
}
