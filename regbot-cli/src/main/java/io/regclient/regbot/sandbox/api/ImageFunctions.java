// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.config.LocalPlatform;
import io.regclient.copy.CopyOptions;
import io.regclient.json.Json;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.HostValue;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.slf4j.event.Level;

/** {@code image} without tar files ({@link TarFunctions}), and {@code imageconfig} (contract regbot A8, A9). */
final class ImageFunctions {
    private final ApiCalls api;
    private final ManifestFunctions manifests;
    private final ScriptTable configs;
    private final ScriptTable configMethods;
    private final ScriptTable images;

    ImageFunctions(ApiCalls api, ManifestFunctions manifests) {
        this.api = api;
        this.manifests = manifests;
        this.configMethods = api.define(api.vm().newTable(), "export", this::export);
        this.configs =
                api.define(api.vm().newTable(), "__tostring", this::toText).put("__index", configMethods);
        this.images = api.vm().newTable();
        api.define(images, "config", this::config);
        api.define(images, "copy", this::copy);
        api.define(images, "manifest", manifests::get);
        api.define(images, "manifestList", manifests::getList);
        api.define(images, "manifestHead", manifests::head);
    }

    ScriptTable images() {
        return images;
    }

    ScriptTable configs() {
        return configs;
    }

    /** The config of an image; an index is resolved to the platform of this machine. */
    Varargs config(ScriptArguments args) {
        api.requireRunning();
        return api.attemptInSlot("Failed retrieving image config", () -> {
            ManifestValue manifest = manifests.manifest(args, 1, ManifestFunctions.Fetch.IMAGE);
            Descriptor config =
                    manifest.content().flatMap(content -> content.config()).orElseThrow(ManifestFunctions::notAnImage);
            String what = "Failed retrieving \"" + manifest.ref().commonName() + "\" config";
            return value(manifest, api.attempt(what, () -> api.client().images().readConfig(manifest.ref(), config)));
        });
    }

    private HostValue value(ManifestValue manifest, ImageConfig config) {
        ScriptTable data = api.tables().of(Shapes.IMAGE_CONFIG, tree(config));
        data.setmetatable(api.vm().newTable().put("__index", configMethods));
        ScriptTable metatable = api.vm().newTable();
        metatable.put("__index", data).put("__tostring", configs.field("__tostring"));
        return new HostValue(new ConfigValue(manifest, config, data), metatable, 1024L + config.raw().length);
    }

    private Map<?, ?> tree(ImageConfig config) {
        return api.attempt("Failed reading config", () -> Json.parseObject(config.raw(), "image config"))
                .tree();
    }

    private static ConfigValue value(ScriptArguments args) {
        if (args.value(1) instanceof HostValue host && host.userdata() instanceof ConfigValue config) {
            return config;
        }
        throw args.bad(1, "image config expected");
    }

    private Varargs export(ScriptArguments args) {
        ConfigValue source = value(args);
        Map<String, Object> json =
                api.tables().json(Shapes.IMAGE_CONFIG, source.data(), tree(source.config()), "config");
        return value(source.manifest(), api.attempt("Failed exporting config", () -> {
            ImageConfig parsed = ImageConfig.parse(JsonWriter.compact(json));
            return parsed.withAuthor(parsed.author()); // serialises in the canonical field order
        }));
    }

    private Varargs toText(ScriptArguments args) {
        return ManifestFunctions.indented(api, value(args).config().raw());
    }

    private Varargs copy(ScriptArguments args) {
        api.requireRunning();
        Ref source = api.ref(args, 1);
        Ref target = api.ref(args, 2);
        LuaTable given = args.count() == 3 && args.value(3) instanceof LuaTable table
                ? table
                : api.vm().newTable();
        String what = "Failed copying \"" + source.commonName() + "\" to \"" + target.commonName() + "\"";
        CopyOptions options = CopyOptions.builder()
                .digestTags(ApiCalls.flagOption(given, "digestTags"))
                .forceRecursive(ApiCalls.flagOption(given, "forceRecursive"))
                .includeExternal(ApiCalls.flagOption(given, "includeExternal"))
                .platforms(api.attempt(what, () -> LocalPlatform.parseWanted(platforms(given))))
                .build();
        api.log(Level.INFO)
                .addKeyValue("source", source.commonName())
                .addKeyValue("target", target.commonName())
                .addKeyValue("digestTags", options.digestTags())
                .addKeyValue("forceRecursive", options.forceRecursive())
                .addKeyValue("includeExternal", options.includeExternal())
                .addKeyValue("dry-run", api.dryRun())
                .log("Copy image");
        api.change(
                ChangeReport.Action.COPY,
                target,
                source.commonName(),
                () -> api.attemptInSlot(what, () -> {
                    api.client().images().copy(source, target, options);
                    return LuaValue.NONE;
                }));
        return LuaValue.NONE;
    }

    private static List<String> platforms(LuaTable options) {
        List<String> platforms = new ArrayList<>();
        if (options.rawget(LuaStrings.of("platforms")) instanceof LuaTable list) {
            for (int i = 1; i <= list.rawlen(); i++) {
                if (list.rawget(i) instanceof LuaString platform) {
                    platforms.add(LuaStrings.text(platform));
                }
            }
        }
        return platforms;
    }
}
