// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static org.luaj.vm2.LuaValue.NIL;
import static org.luaj.vm2.LuaValue.NONE;

import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptAbort;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The rest of {@code os}, and code from any file ({@code dofile}, {@code loadfile}), for operators who
 * allow them. {@code os.exit} ends the script as an error, not regbot.
 */
public final class HostSystem {
    private final Interpreter vm;
    private final ScriptTable globals;
    private final Map<String, String> environment;
    private final ModuleFiles modules;
    private final ChildProcesses children;

    /**
     * @param environment variables of started processes; {@code os.setenv} changes this map
     */
    public HostSystem(
            Interpreter vm,
            ScriptTable globals,
            Map<String, String> environment,
            ModuleFiles modules,
            ChildProcesses children) {
        this.vm = vm;
        this.globals = globals;
        this.environment = environment;
        this.modules = modules;
        this.children = children;
    }

    /** Replaces the refusing functions in the tables of the globals. */
    public void install() {
        if (globals.field("os") instanceof ScriptTable os) {
            system(os);
        }
        globals.define("loadfile", args -> tryLoad(args.text(1)));
        globals.define("dofile", args -> vm.call(modules.load(args.text(1)), NONE));
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
        return HostFiles.attempt(
                "",
                () -> LuaValue.valueOf(
                        children.start(args.text(1), ProcessBuilder::inheritIO).waitFor()));
    }

    private Varargs tryLoad(String file) {
        try {
            return modules.load(file);
        } catch (ScriptError e) {
            return LuaValue.varargsOf(NIL, e.getMessageObject());
        }
    }
}
