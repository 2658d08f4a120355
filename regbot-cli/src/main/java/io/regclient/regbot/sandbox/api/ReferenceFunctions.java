// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.HostValue;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code reference} (contract regbot A6). The table is also the metatable of references. */
final class ReferenceFunctions {
    private final ApiCalls api;
    private final ScriptTable table;

    ReferenceFunctions(ApiCalls api) {
        this.api = api;
        this.table = api.vm().newTable();
        ScriptTable methods = api.vm().newTable();
        api.define(table, "new", this::create);
        api.define(table, "close", this::close);
        api.define(table, "__tostring", args -> LuaStrings.of(value(args).ref().commonName()));
        api.define(methods, "tag", ReferenceFunctions::tag);
        api.define(methods, "digest", ReferenceFunctions::digest);
        api.define(methods, "close", this::close);
        table.put("__index", methods);
    }

    ScriptTable table() {
        return table;
    }

    private Varargs create(ScriptArguments args) {
        return new HostValue(new ReferenceValue(api.ref(args, 1)), table);
    }

    private static ReferenceValue value(ScriptArguments args) {
        if (args.value(1) instanceof HostValue value && value.userdata() instanceof ReferenceValue reference) {
            return reference;
        }
        throw args.bad(1, "reference expected");
    }

    /** The getter; with exactly one value the setter; an empty text clears. */
    private static Varargs tag(ScriptArguments args) {
        ReferenceValue reference = value(args);
        if (args.count() != 2) {
            return LuaStrings.of(reference.ref().tag().orElse(""));
        }
        become(reference, args, text -> reference.ref().withTag(text));
        return LuaValue.NONE;
    }

    private static Varargs digest(ScriptArguments args) {
        ReferenceValue reference = value(args);
        if (args.count() != 2) {
            return LuaStrings.of(reference.ref().digest().orElse(""));
        }
        become(reference, args, text -> reference.ref().withDigest(text));
        return LuaValue.NONE;
    }

    /** A change by a text of the script, which has to be a name. */
    @FunctionalInterface
    private interface Change {
        Ref by(String text) throws RegistryException;
    }

    private static void become(ReferenceValue reference, ScriptArguments args, Change change) {
        try {
            reference.become(change.by(args.text(2)));
        } catch (RegistryException e) {
            throw args.bad(2, e.getMessage());
        }
    }

    private Varargs close(ScriptArguments args) {
        api.requireRunning();
        var ref = api.ref(args, 1);
        return api.attempt("Failed closing \"" + ref.commonName() + "\"", () -> {
            api.client().finish(ref);
            return LuaValue.NONE;
        });
    }
}
