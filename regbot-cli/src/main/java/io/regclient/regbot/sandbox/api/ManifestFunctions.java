// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.config.LocalPlatform;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.Platform;
import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.HostValue;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import java.util.Map;
import java.util.Optional;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.slf4j.event.Level;

/** {@code manifest} (contract regbot A10). */
final class ManifestFunctions {
    private final ApiCalls api;
    private final ScriptTable table;
    private final ScriptTable methods;
    private HostFunction.Body imageConfig = args -> LuaValue.NONE;

    ManifestFunctions(ApiCalls api) {
        this.api = api;
        this.table = api.vm().newTable();
        this.methods = api.vm().newTable();
        for (ScriptTable both : new ScriptTable[] {table, methods}) {
            api.define(both, "get", this::get);
            api.define(both, "head", this::head);
            api.define(both, "put", this::put);
            api.define(both, "descriptor", this::descriptor);
        }
        api.define(table, "getList", this::getList);
        api.define(table, "__tostring", this::toText);
        table.put("__index", methods);
        api.define(methods, "delete", this::delete);
        api.define(methods, "export", this::export);
        api.define(methods, "ratelimit", this::rateLimit);
    }

    ScriptTable table() {
        return table;
    }

    /** Adds the methods that belong to images: the config and waiting for the rate limit. */
    void connect(HostFunction.Body config, HostFunction.Body rateLimitWait) {
        imageConfig = config;
        api.define(methods, "config", config);
        api.define(methods, "ratelimitWait", rateLimitWait);
    }

    Varargs get(ScriptArguments args) {
        api.requireRunning();
        Ref ref = api.ref(args, 1);
        Platform platform = args.count() == 2
                ? platform(args.text(2))
                : LocalPlatform.system().get();
        return value(
                ref, api.attempt(failure(ref), () -> api.client().manifests().get(ref, Optional.of(platform))));
    }

    private Platform platform(String text) {
        try {
            return LocalPlatform.parse(text);
        } catch (RegistryException e) {
            api.log(Level.WARN)
                    .addKeyValue("platform", text)
                    .addKeyValue("err", e.getMessage())
                    .log("Could not parse platform");
            return LocalPlatform.system().get();
        }
    }

    Varargs getList(ScriptArguments args) {
        api.requireRunning();
        Ref ref = api.ref(args, 1);
        return value(
                ref, api.attempt(failure(ref), () -> api.client().manifests().get(ref, Optional.empty())));
    }

    Varargs head(ScriptArguments args) {
        api.requireRunning();
        Ref ref = api.ref(args, 1);
        ManifestHead head = head(ref);
        ScriptTable data = api.vm().newTable();
        return wrap(new ManifestValue(ref, head.descriptor(), head.rateLimit(), Optional.empty(), data));
    }

    private ManifestHead head(Ref ref) {
        return api.attempt(failure(ref), () -> api.client().manifests().describe(ref, Optional.empty()));
    }

    private static String failure(Ref ref) {
        return "Failed retrieving \"" + ref.commonName() + "\" manifest";
    }

    private HostValue value(Ref ref, Manifest manifest) {
        return wrap(manifestValue(ref, manifest));
    }

    private ManifestValue manifestValue(Ref ref, Manifest manifest) {
        ScriptTable data = api.tables().of(Shapes.of(manifest), tree(manifest));
        return new ManifestValue(ref, manifest.descriptor(), manifest.rateLimit(), Optional.of(manifest), data);
    }

    private Map<?, ?> tree(Manifest manifest) {
        return api.attempt("Failed reading manifest", () -> Json.parseObject(manifest.raw(), "manifest"))
                .tree();
    }

    private HostValue wrap(ManifestValue manifest) {
        ScriptTable data = manifest.data();
        data.setmetatable(api.vm().newTable().put("__index", methods));
        ScriptTable metatable = api.vm().newTable();
        metatable.put("__index", data).put("__tostring", table.field("__tostring"));
        long bytes = manifest.content().map(content -> content.raw().length).orElse(0);
        HostValue value = new HostValue(manifest, metatable, 1024 + bytes);
        if (data.field("config") instanceof ScriptTable config) {
            // the field hides the method of the same name: m.config.digest and m:config() both work
            HostFunction.Body call = args -> imageConfig.call(new ScriptArguments("config", value));
            config.setmetatable(api.define(api.vm().newTable(), "__call", call));
        }
        return value;
    }

    /** How a manifest argument given as text or reference is fetched. */
    enum Fetch {
        /** The image of this machine's platform. */
        IMAGE,
        /** What the reference names, an index included. */
        ANY
    }

    /** The manifest in an argument; a text or a reference is fetched now. */
    ManifestValue manifest(ScriptArguments args, int index, Fetch fetch) {
        if (args.value(index) instanceof HostValue host) {
            return switch (host.userdata()) {
                case ManifestValue manifest -> manifest;
                case ConfigValue config -> config.manifest();
                case ReferenceValue reference -> fetch(reference.ref(), fetch);
                default -> throw args.bad(index, "manifest expected");
            };
        }
        if (args.value(index) instanceof LuaString text) {
            Ref ref = api.attempt("reference parsing failed", () -> Ref.parse(LuaStrings.text(text)));
            return fetch(ref, fetch);
        }
        throw args.bad(index, "manifest expected");
    }

    private ManifestValue fetch(Ref ref, Fetch fetch) {
        Optional<Platform> platform =
                fetch == Fetch.IMAGE ? Optional.of(LocalPlatform.system().get()) : Optional.empty();
        return manifestValue(
                ref,
                api.attempt(
                        "manifest pull failed", () -> api.client().manifests().get(ref, platform)));
    }

    private Varargs descriptor(ScriptArguments args) {
        boolean known = args.value(1) instanceof HostValue host
                && (host.userdata() instanceof ManifestValue || host.userdata() instanceof ConfigValue);
        var descriptor = known
                ? manifest(args, 1, Fetch.ANY).descriptor()
                : head(api.ref(args, 1)).descriptor();
        return api.tables().of(Shapes.DESCRIPTOR, descriptor.toTree());
    }

    private Varargs rateLimit(ScriptArguments args) {
        RateLimit limit = manifest(args, 1, Fetch.ANY).rateLimit();
        ScriptTable result = api.vm().newTable();
        result.put("Set", LuaValue.valueOf(limit.set())).put("Remain", LuaValue.valueOf(limit.remain()));
        result.put("Limit", LuaValue.valueOf(limit.limit())).put("Reset", LuaValue.valueOf(limit.reset()));
        return result.put("Policies", api.list(limit.policies()));
    }

    private Varargs delete(ScriptArguments args) {
        api.requireRunning();
        ManifestValue manifest = manifest(args, 1, Fetch.ANY);
        Ref ref = manifest.descriptor().digest().map(manifest.ref()::addDigest).orElse(manifest.ref());
        api.log(Level.INFO)
                .addKeyValue("image", ref.commonName())
                .addKeyValue("dry-run", api.dryRun())
                .log("Delete manifest");
        String what = "Failed deleting \"" + ref.commonName() + "\"";
        api.change(
                ChangeReport.Action.DELETE,
                ref,
                "",
                () -> api.attempt(what, () -> {
                    api.client().manifests().delete(ref, ManifestDelete.plain());
                    return LuaValue.NONE;
                }));
        return LuaValue.NONE;
    }

    /** Pushes the bytes as they were received, or as an export made them. */
    private Varargs put(ScriptArguments args) {
        api.requireRunning();
        Manifest manifest = manifest(args, 1, Fetch.ANY).require();
        Ref ref = api.ref(args, 2);
        api.log(api.dryRun() ? Level.INFO : Level.DEBUG)
                .addKeyValue("image", ref.commonName())
                .addKeyValue("dry-run", api.dryRun())
                .log("Put manifest");
        api.change(
                ChangeReport.Action.PUT,
                ref,
                "",
                () -> api.attempt("Failed to put manifest", () -> {
                    api.client().manifests().put(ref, manifest, ManifestPut.top());
                    return LuaValue.NONE;
                }));
        return LuaValue.NONE;
    }

    /** A new manifest from the tables as the script has edited them. */
    private Varargs export(ScriptArguments args) {
        ManifestValue source = manifest(args, 1, Fetch.ANY);
        Manifest original = source.require();
        Map<String, Object> json = api.tables().json(Shapes.of(original), source.data(), tree(original), "manifest");
        Manifest written = api.attempt("Failed exporting manifest", () -> {
            String mediaType =
                    json.getOrDefault("mediaType", original.mediaType()).toString();
            Manifest parsed = Manifest.parse(mediaType, Optional.empty(), JsonWriter.compact(json));
            return parsed.withAnnotations(parsed.annotations()); // serialises in the canonical field order
        });
        return value(source.ref(), written);
    }

    private Varargs toText(ScriptArguments args) {
        if (!(args.value(1) instanceof HostValue host && host.userdata() instanceof ManifestValue manifest)) {
            throw args.bad(1, "manifest expected");
        }
        return indented(api, manifest.require().raw());
    }

    /** The document with two spaces per level. */
    static LuaString indented(ApiCalls api, byte[] json) {
        String text = new String(json, UTF_8);
        return LuaStrings.of(api.attempt(
                "Failed reading document", () -> JsonWriter.write(Json.parse(text, "document"), JsonStyle.PRETTY)));
    }

    /** For a manifest that is not that of an image. */
    static ScriptError notAnImage() {
        return new ScriptError("Image methods are not available for manifest");
    }
}
