// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.error.RegistryException;
import io.regclient.regbot.sandbox.lib.BaseLibrary;
import io.regclient.regbot.sandbox.lib.ChildProcesses;
import io.regclient.regbot.sandbox.lib.FunctionLibrary;
import io.regclient.regbot.sandbox.lib.HostFiles;
import io.regclient.regbot.sandbox.lib.HostSystem;
import io.regclient.regbot.sandbox.lib.MathLibrary;
import io.regclient.regbot.sandbox.lib.ModuleFiles;
import io.regclient.regbot.sandbox.lib.ScriptOutput;
import io.regclient.regbot.sandbox.lib.StringLibrary;
import io.regclient.regbot.sandbox.lib.SystemLibrary;
import io.regclient.regbot.sandbox.lib.TableLibrary;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.MemoryPool;
import io.regclient.regbot.sandbox.vm.ScriptAbort;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import io.regclient.regbot.sandbox.vm.Watch;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** A fresh Lua 5.1 state for one run of one script. Made and used by one thread. */
public final class LuaSandbox implements AutoCloseable {
    /** Scripts have this name in messages: line 1 is the first line of the text in the configuration. */
    private static final String CHUNK = "=<string>";

    private final Interpreter vm;
    private final ScriptTable globals;
    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();

    public LuaSandbox(SandboxOptions options, ScriptContext context) {
        MemoryPool.Share memory = options.memory().join();
        closeables.add(memory);
        this.vm = new Interpreter(new Watch(context::check, memory));
        this.globals = vm.newTable();
        vm.calls().keep(globals);
        ScriptOutput out = new ScriptOutput(options.out());
        BaseLibrary.install(vm, globals, out);
        FunctionLibrary.install(vm, globals);
        globals.put("string", StringLibrary.create(vm));
        globals.put("table", TableLibrary.create(vm));
        globals.put("math", MathLibrary.create(vm, new Random()));
        Map<String, String> environment = new HashMap<>(options.environment());
        SystemLibrary system = new SystemLibrary(vm, environment, options.ticker(), options.zone());
        globals.put("os", system.os());
        ScriptTable io = system.io(out, new ScriptOutput(options.err()));
        globals.put("io", io);
        globals.put("dofile", SystemLibrary.refusal("dofile"));
        globals.put("loadfile", SystemLibrary.refusal("loadfile"));
        system.modules(globals);
        ModuleFiles modules = new ModuleFiles(vm, globals, options.host(), environment.get("LUA_PATH"));
        modules.install();
        if (options.host().everything()) {
            ChildProcesses children = new ChildProcesses(environment);
            new HostSystem(vm, globals, environment, modules, children).install();
            closeables.add(children);
            closeables.add(new HostFiles(vm, io, children));
        }
    }

    /** Lets the caller add global tables before the run. */
    public LuaSandbox install(BiConsumer<Interpreter, ScriptTable> tables) {
        tables.accept(vm, globals);
        return this;
    }

    /**
     * Runs the text to its end.
     *
     * @throws ScriptException for an error nobody caught, a syntax error, the end of the time, or too much memory
     */
    public void run(String script) throws ScriptException {
        try {
            vm.call(vm.load(script.getBytes(UTF_8), CHUNK, globals), LuaValue.NONE);
        } catch (ScriptAbort e) {
            throw new ScriptException(e.getMessage(), e.traceback(), e);
        } catch (LuaError e) {
            Optional<String> traceback = e instanceof ScriptError error ? error.traceback() : Optional.empty();
            throw new ScriptException(LuaStrings.shortText(e.getMessageObject()), traceback.orElse(""), e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // the limits of the machine come first as a rule; what slips through must not end the other scripts
            throw new ScriptException("not enough memory", "", e);
        }
    }

    /** What in the text cannot work; to be asked of a state in which nothing has run, and nothing runs. */
    public List<ScriptProblem> check(String script) {
        return new ScriptCheck(globals).problems(script, CHUNK);
    }

    /** Something to close when the run is over, for what scripts leave open. */
    public void closeLater(AutoCloseable resource) {
        closeables.push(resource);
    }

    /** Closes what the script left open, newest first. */
    @Override
    public void close() throws IOException {
        while (!closeables.isEmpty()) {
            try {
                closeables.pop().close();
            } catch (IOException e) {
                throw e;
            } catch (Exception e) { // AutoCloseable declares it
                throw new IOException(RegistryException.describe(e), e);
            }
        }
    }
}
