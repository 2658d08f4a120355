// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.regbot.sandbox.LuaSandbox;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.slf4j.event.Level;

/** Installs the registry functions of a script (contract regbot A5). */
public final class RegistryApi {
    private RegistryApi() {}

    /** Adds the global names to a sandbox that has not run yet. */
    public static void install(LuaSandbox sandbox, ApiSettings settings) {
        sandbox.install((vm, globals) -> install(globals, new ApiCalls(vm, settings), sandbox));
    }

    private static void install(ScriptTable globals, ApiCalls api, LuaSandbox sandbox) {
        CatalogFunctions catalog = new CatalogFunctions(api);
        ManifestFunctions manifests = new ManifestFunctions(api);
        ImageFunctions images = new ImageFunctions(api, manifests);
        RateLimitWait rateLimit = new RateLimitWait(api);
        manifests.connect(images::config, rateLimit::await);
        api.define(images.images(), "ratelimitWait", rateLimit::await);
        new TarFunctions(api).addTo(images.images());
        api.define(globals, "log", args -> log(api, args));
        globals.put("reference", new ReferenceFunctions(api).table());
        globals.put("repo", catalog.repositories());
        globals.put("tag", catalog.tags());
        globals.put("image", images.images());
        globals.put("imageconfig", images.configs());
        globals.put("manifest", manifests.table());
        globals.put("blob", new BlobFunctions(api, sandbox).table());
    }

    private static Varargs log(ApiCalls api, ScriptArguments args) {
        api.log(Level.INFO).addKeyValue("message", args.text(1)).log("User script message");
        return LuaValue.NONE;
    }
}
