// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.error.RegistryException;
import io.regclient.file.AtomicFile;
import io.regclient.file.Durability;
import io.regclient.file.RegularFile;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import io.regclient.tarball.ExportOptions;
import io.regclient.tarball.ImportOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.slf4j.event.Level;

/**
 * {@code image.exportTar} and {@code image.importTar} (contract regbot A8, A12). The files are below the working
 * directory or where the operator allows them ({@link io.regclient.regbot.sandbox.lib.HostAccess}).
 */
final class TarFunctions {
    private final ApiCalls api;

    TarFunctions(ApiCalls api) {
        this.api = api;
    }

    void addTo(ScriptTable images) {
        api.define(images, "exportTar", this::exportTar);
        api.define(images, "importTar", this::importTar);
    }

    /** Opens a file. */
    private interface Opener<T> {
        T open(Path file) throws IOException;
    }

    private <T> T open(String name, Opener<T> opener) {
        try {
            return opener.open(api.settings().host().file(name));
        } catch (NoSuchFileException e) {
            throw unopened(name, "no such file or directory");
        } catch (AccessDeniedException e) {
            throw unopened(name, "permission denied");
        } catch (IOException e) {
            String ended = api.settings().context().ended().orElse("");
            throw unopened(name, ended.isEmpty() ? RegistryException.describe(e) : ended);
        } catch (InvalidPathException e) {
            throw unopened(name, e.getReason());
        }
    }

    private static ScriptError unopened(String name, String reason) {
        return new ScriptError("Failed to open \"" + name + "\": " + reason);
    }

    private void log(String what, Ref ref, String file) {
        api.log(Level.INFO)
                .addKeyValue("image", ref.commonName())
                .addKeyValue("file", file)
                .addKeyValue("dry-run", api.dryRun())
                .log(what);
    }

    /** Writes no registry, so a dry run does it. A failure leaves the file that was there before. */
    private Varargs exportTar(ScriptArguments args) {
        api.requireRunning();
        Ref ref = api.ref(args, 1);
        String name = args.text(2);
        log("Export image", ref, name);
        String what = "Failed to export image \"" + ref.commonName() + "\" to \"" + name + "\"";
        return api.attemptInSlot(what, () -> {
            try (AtomicFile file = open(name, path -> AtomicFile.replacing(path, Durability.CONTENT))) {
                OutputStream out = file.stream();
                api.client().images().exportTar(ref, out, ExportOptions.PLAIN);
                out.flush();
                file.commit();
            }
            return LuaValue.NONE;
        });
    }

    /** A dry run only opens the file. */
    private Varargs importTar(ScriptArguments args) {
        api.requireRunning();
        Ref ref = api.ref(args, 1);
        String name = args.text(2);
        log("Import image", ref, name);
        String what = "Failed to import image \"" + ref.commonName() + "\" from \"" + name + "\"";
        return api.attemptInSlot(what, () -> {
            try (SeekableByteChannel archive = open(name, RegularFile::open)) {
                if (!api.dryRun()) {
                    api.client().images().importTar(ref, archive, ImportOptions.PLAIN);
                }
                api.changed(ChangeReport.Action.PUT, ref, name);
            }
            return LuaValue.NONE;
        });
    }
}
