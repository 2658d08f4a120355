// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Platforms;
import io.regclient.regctl.view.ManifestView;
import io.regclient.regctl.view.Output;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl manifest get} and {@code regctl image manifest} (contract regctl 9.8.3). */
public final class ManifestGet implements Command {
    private final Flag<String> format;
    private final Flag<String> platform;
    private final Flag<Boolean> requireList;

    public ManifestGet(FlagSet flags) {
        format = flags.string(
                "format", (char) 0, Output.PRETTY, "Format output with go template syntax (or raw, body, headers)");
        flags.bool("list", "Do not resolve a platform from an index; this is the default")
                .hidden();
        platform = flags.string("platform", 'p', "", "Specify platform (e.g. linux/amd64 or local)");
        requireList = flags.bool("require-list", "Fail if a manifest list is not received");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        Optional<Platform> wanted = Platforms.wanted(platform.value(), requireList.value());
        try (RegClient client = Client.open(invocation)) {
            Ref resolved = wanted.isPresent() ? client.manifests().resolve(ref, wanted.get()) : ref;
            Manifest manifest = client.manifests().get(resolved, Optional.empty());
            String name = resolved.equals(ref)
                    ? invocation.argument(0)
                    : ref.withDigest(manifest.digest()).commonName();
            Output.raw(
                    invocation,
                    format.value(),
                    manifest.headers(),
                    manifest.raw(),
                    () -> ManifestView.of(resolved, name, manifest));
            client.finish(ref);
        }
        return 0;
    }
}
