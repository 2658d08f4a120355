// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.HostValue;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** What the function tables share: reading references, asking registries, log lines (contract regbot A5). */
final class ApiCalls {
    private static final Logger LOG = LoggerFactory.getLogger(ApiCalls.class);

    private final Interpreter vm;
    private final ApiSettings settings;
    private final Tables tables;

    ApiCalls(Interpreter vm, ApiSettings settings) {
        this.vm = vm;
        this.settings = settings;
        this.tables = new Tables(vm);
    }

    /** A question to a registry. */
    interface Request<T> {
        T run() throws IOException;
    }

    Interpreter vm() {
        return vm;
    }

    ApiSettings settings() {
        return settings;
    }

    RegClient client() {
        return settings.client();
    }

    boolean dryRun() {
        return settings.changes().isDryRun();
    }

    /** Makes a change, unless this is a dry run, and takes it down. */
    void change(ChangeReport.Action action, Ref target, String source, Runnable change) {
        if (!dryRun()) {
            change.run();
        }
        changed(action, target, source);
    }

    /** Takes a change down that was made, or in a dry run would have been. */
    void changed(ChangeReport.Action action, Ref target, String source) {
        settings.changes().add(settings.script(), action, target.commonName(), source);
    }

    Tables tables() {
        return tables;
    }

    /** Adds a function to a table; its errors carry the position of the nearest line of Lua (contract regbot A5). */
    ScriptTable define(ScriptTable table, String name, HostFunction.Body body) {
        return table.define(name, vm.calls().located(body));
    }

    /** A log line of the script. */
    LoggingEventBuilder log(Level level) {
        return LOG.atLevel(level).addKeyValue("script", settings.script());
    }

    /** Raises {@code Context error} when the script has to end. */
    void requireRunning() {
        settings.context().requireRunning();
    }

    /**
     * Runs a request.
     *
     * @param what beginning of the message
     * @throws ScriptError with what failed and why
     */
    <T> T attempt(String what, Request<T> request) {
        try {
            return request.run();
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                settings.context().interrupted();
            }
            String reason = settings.context().ended().orElseGet(() -> RegistryException.describe(e));
            throw new ScriptError(what + ": " + reason);
        }
    }

    /** Like {@link #attempt}, in one of the slots that all scripts share. */
    <T> T attemptInSlot(String what, Request<T> request) {
        return attempt(what, () -> {
            Permit slot = settings.calls().acquire(new Work(Work.Kind.QUERY, 0));
            try {
                return request.run();
            } finally {
                slot.close();
            }
        });
    }

    /** The reference in an argument: text, or a reference, manifest or config. */
    Ref ref(ScriptArguments args, int index) {
        return switch (args.value(index)) {
            case LuaString text -> parse(args, index, LuaStrings.text(text));
            case HostValue value when value.userdata() instanceof Referring referring -> referring.ref();
            default -> throw args.bad(index, "reference expected");
        };
    }

    static Ref parse(ScriptArguments args, int index, String text) {
        try {
            return Ref.parse(text);
        } catch (RegistryException e) {
            throw args.bad(index, "reference parsing failed: " + e.getMessage());
        }
    }

    /** The list of texts as a table. */
    ScriptTable list(List<String> texts) {
        ScriptTable table = vm.newTable();
        for (int i = 0; i < texts.size(); i++) {
            table.rawset(i + 1, LuaStrings.of(texts.get(i)));
        }
        return table;
    }

    /** A text option of a table; any other type counts as absent. */
    static Optional<String> textOption(LuaTable options, String key) {
        return options.rawget(LuaStrings.of(key)) instanceof LuaString text
                ? Optional.of(LuaStrings.text(text))
                : Optional.empty();
    }

    /** A switch of a table; any other type counts as off. */
    static boolean flagOption(LuaTable options, String key) {
        return options.rawget(LuaStrings.of(key)).raweq(LuaValue.TRUE);
    }
}
