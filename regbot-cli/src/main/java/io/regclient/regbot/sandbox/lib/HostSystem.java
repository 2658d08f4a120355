// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.luaj.vm2.LuaValue.NIL;
import static org.luaj.vm2.LuaValue.NONE;

import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptAbort;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptFunction;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The rest of {@code os}, and code from files ({@code dofile}, {@code loadfile}, {@code require}), for operators who
 * allow them. {@code os.exit} ends the script as an error, not regbot.
 */
public final class HostSystem {
    private static final String DEFAULT_PATH =
            "./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua";

    private final Interpreter vm;
    private final ScriptTable globals;
    private final Map<String, String> environment;

    /**
     * @param environment variables of started processes; {@code os.setenv} changes this map
     */
    public HostSystem(Interpreter vm, ScriptTable globals, Map<String, String> environment) {
        this.vm = vm;
        this.globals = globals;
        this.environment = environment;
    }

    /** Replaces the refusing functions in the tables of the globals. */
    public void install() {
        if (globals.field("os") instanceof ScriptTable os) {
            system(os);
        }
        globals.define("loadfile", args -> tryLoad(args.text(1)));
        globals.define("dofile", args -> vm.call(load(args.text(1)), NONE));
        if (globals.field("package") instanceof ScriptTable modules) {
            String path = Optional.ofNullable(environment.get("LUA_PATH")).orElse(DEFAULT_PATH);
            modules.put("path", LuaStrings.of(path));
            if (modules.field("loaders") instanceof ScriptTable loaders) {
                loaders.rawset(2, HostFunction.holding("lua", args -> search(modules, args), modules));
            }
        }
    }

    private void system(ScriptTable os) {
        os.define("execute", this::execute);
        os.define("exit", args -> {
            throw new ScriptAbort("os.exit(" + (args.isMissing(1) ? "" : args.text(1)) + ") called");
        });
        os.define(
                "remove",
                args -> HostFiles.attempt(args.text(1), () -> {
                    Files.delete(Path.of(args.text(1)));
                    return LuaValue.TRUE;
                }));
        os.define(
                "rename",
                args -> HostFiles.attempt(args.text(1), () -> {
                    Files.move(Path.of(args.text(1)), Path.of(args.text(2)), StandardCopyOption.REPLACE_EXISTING);
                    return LuaValue.TRUE;
                }));
        os.define(
                "tmpname",
                args -> HostFiles.attempt(
                        "tmpname",
                        () -> LuaStrings.of(Files.createTempFile("lua_", "").toString())));
        os.define("setenv", args -> {
            environment.put(args.text(1), args.text(2));
            return LuaValue.TRUE;
        });
        os.define("setlocale", args -> List.of("", "C").contains(args.text(1, "")) ? LuaStrings.of("C") : NIL);
    }

    private Varargs execute(ScriptArguments args) {
        if (args.isMissing(1)) {
            return LuaValue.valueOf(1);
        }
        return HostFiles.attempt("", () -> {
            Process process =
                    HostFiles.shell(args.text(1), environment).inheritIO().start();
            try {
                return LuaValue.valueOf(process.waitFor());
            } finally {
                ScriptFile.end(process);
            }
        });
    }

    private Varargs tryLoad(String file) {
        try {
            return load(file);
        } catch (ScriptError e) {
            return LuaValue.varargsOf(NIL, e.getMessageObject());
        }
    }

    private ScriptFunction load(String file) {
        Varargs source = HostFiles.attempt(file, () -> {
            Path path = Path.of(file);
            TableLibrary.checkLength((int) Math.min(Files.size(path), Integer.MAX_VALUE));
            return LuaStrings.of(Files.readAllBytes(path));
        });
        if (source.arg1() instanceof LuaString text) {
            return vm.load(LuaStrings.bytes(text), "@" + file, globals);
        }
        throw new ScriptError(LuaStrings.of("cannot open " + LuaStrings.plainText(source.arg(2))));
    }

    /** Looks for a module along {@code package.path}; a text lists the places tried. */
    private LuaValue search(ScriptTable modules, ScriptArguments args) {
        String name = args.text(1).replace('.', '/');
        String path = ScriptArguments.asString(modules.field("path"))
                .map(LuaStrings::text)
                .orElseThrow(() -> new ScriptError("package.path must be a string"));
        StringBuilder tried = new StringBuilder();
        for (String template : path.split(";", -1)) {
            String file = template.replace("?", name);
            if (!file.isEmpty() && isReadable(file)) {
                return load(file);
            }
            tried.append("\n\tno file '").append(file).append('\'');
        }
        return LuaString.valueUsing(tried.toString().getBytes(UTF_8));
    }

    private static boolean isReadable(String file) {
        try {
            Path path = Path.of(file);
            return Files.isRegularFile(path) && Files.isReadable(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
