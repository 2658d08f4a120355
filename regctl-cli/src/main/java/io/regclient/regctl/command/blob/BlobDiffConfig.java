// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.RegClient;
import io.regclient.diff.Lines;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.MediaType;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.DiffFlags;
import java.io.IOException;

/** {@code regctl blob diff-config} (contract regctl 9.2.3). */
final class BlobDiffConfig implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("diff-config", "diff two image configs", BlobDiffConfig::new)
            .withDescription("Show the differences between two image configs, whose JSON is compared line by line.")
            .withArguments("repository digest repository digest")
            .withExample(
                    "what changed in the config of an image",
                    "registry.example.org/sample/hello",
                    "sha256:162d7fc8a93ac81571e8c9f37d8ea84764e4b10eb15ddcdb2cd2d6f3ba82dcdc",
                    "registry.example.org/sample/hello",
                    "sha256:c90022a9879f2dfc6421566e909cf31907d7fd5c8656186743225a0cac138ea2")
            .brief();

    private final DiffFlags diff;

    private BlobDiffConfig(FlagSet flags) {
        diff = new DiffFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        BlobArgument before = BlobArgument.of(invocation, 0);
        BlobArgument after = BlobArgument.of(invocation, 2);
        try (RegClient client = Client.open(invocation)) {
            diff.print(invocation, lines(client, before), lines(client, after));
        }
        return 0;
    }

    /** A registry does not know the types of its blobs: the user says that it is a config. */
    private static Lines lines(RegClient client, BlobArgument config) throws IOException {
        byte[] json = client.images()
                .readConfig(config.repo(), config.descriptor().withMediaType(MediaType.OCI_CONFIG))
                .raw();
        return DiffFlags.json(config.toString(), json);
    }
}
