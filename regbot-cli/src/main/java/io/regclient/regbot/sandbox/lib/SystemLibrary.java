// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static org.luaj.vm2.LuaValue.NIL;

import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.HostValue;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import io.regclient.time.Ticker;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The part of {@code os}, {@code io} and {@code package} that every script has: time, reading the environment, and
 * writing to the output. The other names of Lua 5.1 exist and say how to allow them.
 */
public final class SystemLibrary {
    private static final List<String> OS_REFUSED =
            List.of("execute", "exit", "remove", "rename", "setenv", "setlocale", "tmpname");
    private static final List<String> IO_REFUSED =
            List.of("close", "flush", "input", "lines", "open", "output", "popen", "read", "tmpfile", "type");

    private final Interpreter vm;
    private final Ticker ticker;
    private final OsDate dates;
    private final Map<String, String> environment;

    /**
     * @param environment variables {@code os.getenv} shows
     * @param ticker clock of {@code os.time}; {@code os.clock} counts from now on
     * @param zone zone of local times
     */
    public SystemLibrary(Interpreter vm, Map<String, String> environment, Ticker ticker, ZoneId zone) {
        this.vm = vm;
        this.environment = environment;
        this.ticker = ticker;
        this.dates = new OsDate(zone, vm.watch()::steps);
    }

    /** {@code os} with time and environment. */
    public ScriptTable os() {
        ScriptTable os = refusing("os", OS_REFUSED);
        long start = ticker.nanos();
        os.define("time", this::time);
        os.define("date", this::date);
        os.define("clock", args -> LuaValue.valueOf((ticker.nanos() - start) / 1e9));
        os.define("difftime", args -> LuaValue.valueOf(args.number(1) - args.number(2, 0)));
        os.define(
                "getenv",
                args -> Optional.ofNullable(environment.get(args.text(1)))
                        .map(value -> (LuaValue) LuaStrings.of(value))
                        .orElse(NIL));
        return os;
    }

    private Varargs time(ScriptArguments args) {
        return args.isMissing(1)
                ? LuaValue.valueOf((double) ticker.now().getEpochSecond())
                : LuaValue.valueOf((double) dates.time(args.table(1)));
    }

    private Varargs date(ScriptArguments args) {
        return dates.date(
                args.text(1, "%c"), args.number(2, (double) ticker.now().getEpochSecond()), vm.newTable());
    }

    /** {@code io} with {@code write}, {@code stdout} and {@code stderr}. */
    public ScriptTable io(ScriptOutput out, ScriptOutput err) {
        ScriptTable io = refusing("io", IO_REFUSED);
        io.define("write", args -> write(args, 1, out, LuaValue.TRUE));
        io.put("stdout", stream(out));
        io.put("stderr", stream(err));
        return io;
    }

    private HostValue stream(ScriptOutput output) {
        ScriptTable methods = vm.newTable();
        methods.define("write", args -> write(args, 2, output, args.value(1)));
        methods.define("flush", args -> LuaValue.TRUE);
        methods.define("setvbuf", args -> LuaValue.TRUE);
        methods.define("close", args -> LuaValue.varargsOf(NIL, LuaStrings.of("cannot close standard file")));
        ScriptTable metatable = vm.newTable();
        metatable.put("__index", methods);
        metatable.define("__tostring", args -> LuaStrings.of("file (standard)"));
        metatable.put("__metatable", LuaValue.FALSE);
        return new HostValue(output, metatable);
    }

    private static Varargs write(ScriptArguments args, int first, ScriptOutput output, LuaValue result) {
        StringBuilder text = new StringBuilder();
        for (int i = first; i <= args.count(); i++) {
            text.append(args.text(i));
        }
        output.write(text.toString());
        return result;
    }

    private ScriptTable refusing(String table, List<String> names) {
        ScriptTable functions = vm.newTable();
        for (String name : names) {
            functions.put(name, refusal(table + "." + name));
        }
        return functions;
    }

    /** A function that is there to say why it is not. */
    public static HostFunction refusal(String name) {
        return HostFunction.of(name, args -> {
            throw new ScriptError(name + " is not available: regbot was not started with --allow-host");
        });
    }

    /** {@code package} and {@code require} for the modules in {@code package.preload}. */
    public void modules(ScriptTable globals) {
        ScriptTable loaded = vm.newTable();
        ScriptTable loaders = vm.newTable();
        ScriptTable preload = vm.newTable();
        ScriptTable table = vm.newTable();
        table.put("loaded", loaded).put("preload", preload).put("loaders", loaders);
        table.put("path", LuaStrings.of("")).put("cpath", LuaStrings.of(""));
        loaders.rawset(1, HostFunction.holding("preload", args -> preloaded(preload, args), preload));
        Varargs entry = globals.next(NIL);
        while (!entry.arg1().isnil()) {
            loaded.rawset(entry.arg1(), entry.arg(2));
            entry = globals.next(entry.arg1());
        }
        globals.put("package", table);
        loaded.put("package", table);
        globals.put("require", HostFunction.holding("require", args -> require(table, loaded, args), table, loaded));
    }

    private static Varargs preloaded(ScriptTable preload, ScriptArguments args) {
        LuaString name = args.string(1);
        LuaValue loader = preload.rawget(name);
        return loader.isnil() ? LuaStrings.of("\n\tno field package.preload['" + args.text(1) + "']") : loader;
    }

    private Varargs require(ScriptTable table, ScriptTable loaded, ScriptArguments args) {
        LuaString name = args.string(1);
        LuaValue known = loaded.rawget(name);
        if (known.toboolean()) {
            return known;
        }
        StringBuilder tried = new StringBuilder();
        ScriptTable loaders = table.field("loaders") instanceof ScriptTable list ? list : vm.newTable();
        for (int i = 1; i <= loaders.rawlen(); i++) {
            LuaValue loader = vm.call(loaders.rawget(i), name).arg1();
            if (loader.isfunction()) {
                LuaValue module = vm.call(loader, name).arg1();
                if (!module.isnil()) {
                    loaded.rawset(name, module);
                } else if (loaded.rawget(name).isnil()) {
                    loaded.rawset(name, LuaValue.TRUE);
                }
                return loaded.rawget(name);
            }
            tried.append(ScriptArguments.asString(loader).map(LuaStrings::text).orElse(""));
        }
        throw new ScriptError("module " + args.text(1) + " not found:" + tried);
    }
}
