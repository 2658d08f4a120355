// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.model.RepoList;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import io.regclient.scheme.ListOptions;
import java.util.OptionalInt;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.slf4j.event.Level;

/** {@code repo} and {@code tag} (contract regbot A7). */
final class CatalogFunctions {
    private final ApiCalls api;

    CatalogFunctions(ApiCalls api) {
        this.api = api;
    }

    ScriptTable repositories() {
        return api.define(api.vm().newTable(), "ls", this::listRepositories);
    }

    ScriptTable tags() {
        ScriptTable tags = api.vm().newTable();
        api.define(tags, "ls", this::listTags);
        return api.define(tags, "delete", this::deleteTag);
    }

    private Varargs listRepositories(ScriptArguments args) {
        String host = args.text(1);
        ListOptions options = options(args);
        RepoList repos = api.attempt(
                "Failed retrieving repo list", () -> api.client().repos().list(host, options));
        if (repos.more()) {
            api.log(options.limit().isPresent() ? Level.DEBUG : Level.WARN)
                    .addKeyValue("host", host)
                    .addKeyValue("count", repos.repositories().size())
                    .log("The registry has more repositories than it returned, use limit and last");
        }
        return api.list(repos.repositories());
    }

    private Varargs listTags(ScriptArguments args) {
        api.requireRunning();
        Ref repo = api.ref(args, 1);
        ListOptions options = options(args);
        return api.list(api.attempt(
                        "Failed retrieving tag list", () -> api.client().tags().list(repo, options))
                .tags());
    }

    private static ListOptions options(ScriptArguments args) {
        if (args.count() < 2) {
            return ListOptions.ALL;
        }
        LuaTable options = args.table(2);
        OptionalInt limit = options.rawget(LuaStrings.of("limit")) instanceof LuaNumber number && number.toint() > 0
                ? OptionalInt.of(number.toint())
                : OptionalInt.empty();
        return new ListOptions(limit, ApiCalls.textOption(options, "last"));
    }

    private Varargs deleteTag(ScriptArguments args) {
        api.requireRunning();
        Ref ref = api.ref(args, 1);
        api.log(Level.INFO)
                .addKeyValue("image", ref.commonName())
                .addKeyValue("dry-run", api.dryRun())
                .log("Delete tag");
        String what = "Failed deleting \"" + ref.commonName() + "\"";
        api.change(
                ChangeReport.Action.DELETE,
                ref,
                "",
                () -> api.attempt(what, () -> {
                    api.client().tags().delete(ref);
                    return LuaValue.NONE;
                }));
        return LuaValue.NONE;
    }
}
