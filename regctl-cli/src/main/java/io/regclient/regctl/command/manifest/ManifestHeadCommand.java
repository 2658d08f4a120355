// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.ManifestHead;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Platforms;
import io.regclient.regctl.view.ManifestView;
import io.regclient.regctl.view.Output;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl manifest head} and {@code regctl image digest} (contract regctl 9.6.5, 9.8.4). */
public final class ManifestHeadCommand implements Command {
    private final Flag<String> format;
    private final Flag<String> platform;
    private final Flag<Boolean> requireDigest;
    private final Flag<Boolean> requireList;

    public ManifestHeadCommand(FlagSet flags) {
        format = flags.string("format", "Format output with go template syntax (or headers)");
        flags.bool("list", "Do not resolve a platform from an index; this is the default")
                .hidden();
        platform = flags.string("platform", 'p', "", "Specify platform (e.g. linux/amd64 or local)");
        requireDigest = flags.bool("require-digest", "Fall back to a GET request when the registry sends no digest");
        requireList = flags.bool("require-list", "Fail if a manifest list is not received");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        Optional<Platform> wanted = Platforms.wanted(platform.value(), requireList.value());
        boolean needsDigest = requireDigest.value() || (!requireDigest.isGiven() && !format.isGiven());
        try (RegClient client = Client.open(invocation)) {
            ManifestHead head = needsDigest ? client.manifests().describe(ref, wanted) : head(client, ref, wanted);
            print(invocation, ref, head);
            client.finish(ref);
        }
        return 0;
    }

    private static ManifestHead head(RegClient client, Ref ref, Optional<Platform> platform) throws IOException {
        return client.manifests()
                .head(ref, platform)
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.NOT_FOUND,
                        "failed to request manifest head " + ref.commonName() + ": request failed: not found"
                                + " [http 404]"));
    }

    private void print(Invocation invocation, Ref ref, ManifestHead head) throws IOException {
        switch (format.value()) {
            case "", "digest" ->
                invocation
                        .out()
                        .println(
                                head.descriptor().digest().map(Object::toString).orElse(""));
            case "raw-headers", "rawHeaders", "headers" -> Output.headers(invocation, head.headers());
            default -> Output.template(invocation, format.value(), ManifestView.of(ref, head));
        }
    }
}
