// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.LuaSandbox;
import io.regclient.regbot.sandbox.vm.HostValue;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** {@code blob} (contract regbot A11). */
final class BlobFunctions {
    private final ApiCalls api;
    private final LuaSandbox sandbox;
    private final ScriptTable table;
    private final ScriptTable metatable;

    /**
     * @param sandbox closes the blobs a script did not put anywhere
     */
    BlobFunctions(ApiCalls api, LuaSandbox sandbox) {
        this.api = api;
        this.sandbox = sandbox;
        this.table = api.vm().newTable();
        ScriptTable methods = api.vm().newTable();
        for (ScriptTable both : new ScriptTable[] {table, methods}) {
            api.define(both, "get", this::get);
            api.define(both, "head", this::head);
            api.define(both, "put", this::put);
        }
        table.put("__index", methods);
        this.metatable = table;
    }

    ScriptTable table() {
        return table;
    }

    /** The repository and digest a call is about: of a blob, or a reference and a digest. */
    private record Wanted(Ref repo, Digest digest) {}

    private Wanted wanted(ScriptArguments args) {
        if (args.value(1) instanceof HostValue host && host.userdata() instanceof BlobValue blob) {
            return new Wanted(blob.repo(), blob.descriptor().digest().orElseThrow());
        }
        Ref ref = api.ref(args, 1);
        String what = "Failed retrieving \"" + ref.commonName() + "\" blob";
        return new Wanted(
                ref, api.attempt(what, () -> args.isMissing(2) ? ref.requireDigest() : Digest.parse(args.text(2))));
    }

    private Varargs get(ScriptArguments args) {
        api.requireRunning();
        Wanted wanted = wanted(args);
        Descriptor asked = Descriptor.ofDigest(wanted.digest());
        BlobReader reader =
                api.attempt(failure(wanted), () -> api.client().blobs().get(wanted.repo(), asked));
        Descriptor found =
                asked.withMediaType(reader.mediaType()).withSize(reader.size().orElse(-1));
        BlobValue blob = new BlobValue(wanted.repo(), found, Optional.of(reader));
        sandbox.closeLater(blob);
        return new HostValue(blob, metatable);
    }

    private Varargs head(ScriptArguments args) {
        api.requireRunning();
        Wanted wanted = wanted(args);
        Descriptor found = api.attempt(
                failure(wanted),
                () -> api.client()
                        .blobs()
                        .head(wanted.repo(), Descriptor.ofDigest(wanted.digest()))
                        .orElseThrow(() -> RegistryException.of(ErrorKind.NOT_FOUND, "blob not found")));
        return new HostValue(
                new BlobValue(wanted.repo(), found.withDigest(wanted.digest()), Optional.empty()), metatable);
    }

    private static String failure(Wanted wanted) {
        return "Failed retrieving \"" + wanted.repo().commonName() + "\" blob " + wanted.digest();
    }

    /** {@code blob.put(ref, content)} and {@code b:put(ref)}; returns digest and size. */
    private Varargs put(ScriptArguments args) {
        api.requireRunning();
        boolean method = args.value(1) instanceof HostValue host && host.userdata() instanceof BlobValue;
        Ref ref = api.ref(args, method ? 2 : 1);
        LuaValue content = args.value(method ? 1 : 2);
        String what = "Failed to put blob to \"" + ref.commonName() + "\"";
        if (content instanceof HostValue host && host.userdata() instanceof BlobValue blob) {
            return api.attempt(what, () -> {
                try (BlobReader reader = blob.take()) {
                    return put(ref, blob.descriptor(), BlobSource.once(reader));
                }
            });
        }
        byte[] bytes = content instanceof HostValue host && host.userdata() instanceof ConfigValue config
                ? config.config().raw()
                : LuaStrings.bytes(ScriptArguments.asString(content)
                        .orElseThrow(() -> args.bad(method ? 1 : 2, "blob, image config or string expected")));
        Descriptor expected = Descriptor.ofContent(MediaType.OCTET_STREAM, bytes);
        return api.attempt(what, () -> put(ref, expected, BlobSource.ofBytes(bytes)));
    }

    private Varargs put(Ref ref, Descriptor expected, BlobSource content) throws IOException {
        Descriptor stored = api.dryRun()
                ? measured(expected, content)
                : api.client().blobs().put(ref, expected, content);
        String digest = stored.digest().orElseThrow().toString();
        api.changed(ChangeReport.Action.PUT, ref, digest);
        LoggingEventBuilder line = api.log(api.dryRun() ? Level.INFO : Level.DEBUG);
        line.addKeyValue("image", ref.commonName())
                .addKeyValue("digest", digest)
                .addKeyValue("dry-run", api.dryRun())
                .log("Put blob");
        return LuaValue.varargsOf(LuaStrings.of(digest), LuaValue.valueOf((double) stored.size()));
    }

    /** Reads the content to its end, where its reader checks it, without sending it. */
    private static Descriptor measured(Descriptor expected, BlobSource content) throws IOException {
        try (var in = content.open()) {
            return expected.withSize(in.transferTo(OutputStream.nullOutputStream()));
        }
    }
}
