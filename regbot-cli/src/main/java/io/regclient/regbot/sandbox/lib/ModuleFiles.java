// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.regbot.sandbox.vm.HostFunction;
import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptFunction;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code require} finds on disk (contract regbot A4): those of {@code LUA_PATH} or of the directory of the
 * configuration. Only operators who allow the host let a script change the places, and have the usual ones besides.
 */
public final class ModuleFiles {
    private static final String USUAL = "./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua";

    private final Interpreter vm;
    private final ScriptTable globals;
    private final HostAccess host;
    private final String path;

    /**
     * @param luaPath the variable {@code LUA_PATH}
     */
    public ModuleFiles(Interpreter vm, ScriptTable globals, HostAccess host, @Nullable String luaPath) {
        this.vm = vm;
        this.globals = globals;
        this.host = host;
        this.path = luaPath != null ? luaPath : besideTheConfiguration(host);
    }

    private static String besideTheConfiguration(HostAccess host) {
        List<String> places = new ArrayList<>();
        host.configuration().ifPresent(directory -> {
            places.add(directory.resolve("?.lua").toString());
            places.add(directory.resolve("?/init.lua").toString());
        });
        if (host.everything()) {
            places.add(USUAL);
        }
        return String.join(";", places);
    }

    /** Adds the search to {@code package.loaders} and its places to {@code package.path}. */
    public void install() {
        if (globals.field("package") instanceof ScriptTable modules) {
            modules.put("path", LuaStrings.of(path));
            if (modules.field("loaders") instanceof ScriptTable loaders) {
                loaders.rawset(2, HostFunction.holding("lua", args -> search(modules, args), modules));
            }
        }
    }

    ScriptFunction load(String file) {
        return load(file, host.workingDirectory().resolve(file));
    }

    private ScriptFunction load(String name, Path file) {
        Varargs content = HostFiles.attempt(name, () -> {
            try (ScriptFile source = ScriptFile.open(vm.watch(), file, "r")) {
                return LuaStrings.of(source.read(Integer.MAX_VALUE).orElse(new byte[0]));
            }
        });
        if (content.arg1() instanceof LuaString text) {
            return vm.load(LuaStrings.bytes(text), "@" + name, globals);
        }
        throw new ScriptError(LuaStrings.of("cannot open " + LuaStrings.plainText(content.arg(2))));
    }

    /** Looks for a module; a text lists the places tried. */
    private LuaValue search(ScriptTable modules, ScriptArguments args) {
        String name = args.text(1).replace('.', '/');
        StringBuilder tried = new StringBuilder();
        for (String template : places(modules).split(";", -1)) {
            String file = template.replace("?", name);
            if (!file.isEmpty() && isReadable(template, file)) {
                return load(file);
            }
            tried.append("\n\tno file '").append(file).append('\'');
        }
        if (!host.everything()) {
            tried.append("\n\tother places need --allow-host, or name them in LUA_PATH");
        }
        return LuaString.valueUsing(tried.toString().getBytes(UTF_8));
    }

    private String places(ScriptTable modules) {
        return host.everything()
                ? ScriptArguments.asString(modules.field("path"))
                        .map(LuaStrings::text)
                        .orElseThrow(() -> new ScriptError("package.path must be a string"))
                : path;
    }

    private boolean isReadable(String template, String name) {
        try {
            Path file = host.workingDirectory().resolve(name);
            return Files.isRegularFile(file)
                    && Files.isReadable(file)
                    && (host.everything() || file.toRealPath().startsWith(directory(template)));
        } catch (InvalidPathException | IOException e) {
            return false;
        }
    }

    /** The directory a template names: the part before its first question mark. */
    private Path directory(String template) throws IOException {
        String fixed = template.substring(0, Math.max(template.indexOf('?'), 0));
        return host.workingDirectory()
                .resolve(fixed.substring(0, fixed.lastIndexOf('/') + 1))
                .toRealPath();
    }
}
