// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.manifest;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.ManifestHead;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.view.HeaderLines;
import io.regclient.regctl.view.ManifestView;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** {@code regctl manifest head} and {@code regctl image digest} (contract regctl 9.6.5, 9.8.4). */
public final class ManifestHeadCommand implements Command {
    /** {@code regctl image digest}. */
    public static final CommandLeaf OF_IMAGE =
            leaf("digest", "show the digest of an image", ManifestHeadCommand::ofImage);

    static final CommandLeaf COMMAND = leaf("head", "http head request for a manifest", ManifestHeadCommand::new)
            .withAliases("digest")
            .withDescription("Show the digest of a manifest without fetching it.");

    private final FormatFlag format;
    private final IndexFlags index;
    private final Flag<Boolean> requireDigest;

    private ManifestHeadCommand(FlagSet flags) {
        format = new FormatFlag(flags, "", "headers");
        index = new IndexFlags(flags);
        requireDigest = flags.bool("require-digest", "Fall back to a GET request when the registry sends no digest");
    }

    /** Its help shows what the command does unless a format is given (contract regctl 9.6.5). */
    private static ManifestHeadCommand ofImage(FlagSet flags) {
        ManifestHeadCommand command = new ManifestHeadCommand(flags);
        Flag<Boolean> _ = command.requireDigest.showsDefault("true");
        return command;
    }

    private static CommandLeaf leaf(String name, String summary, Function<FlagSet, Command> factory) {
        return CommandLeaf.of(name, summary, factory)
                .withArguments("image_ref")
                .withExample("the digest of an image", "registry.example.org/sample/hello:latest")
                .withExample("of one platform", "registry.example.org/sample/hello:latest", "--platform", "linux/amd64")
                .brief();
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        Optional<Platform> wanted = index.platform();
        boolean needsDigest = requireDigest.value() || (!requireDigest.isGiven() && !format.isGiven());
        try (RegClient client = Client.open(invocation)) {
            ManifestHead head = needsDigest
                    ? client.manifests().describe(ref, wanted)
                    : client.manifests().requireHead(ref, wanted);
            print(invocation, ref, head);
            client.finish(ref);
        }
        return 0;
    }

    private void print(Invocation invocation, Ref ref, ManifestHead head) throws IOException {
        switch (format.value()) {
            case "", "digest" ->
                invocation
                        .out()
                        .println(
                                head.descriptor().digest().map(Object::toString).orElse(""));
            case "raw-headers", "rawHeaders", "headers" -> invocation.out().print(HeaderLines.of(head.headers()));
            default -> format.print(invocation, ManifestView.of(ref, head));
        }
    }
}
