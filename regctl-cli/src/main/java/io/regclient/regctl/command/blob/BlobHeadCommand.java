// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.view.BlobView;
import io.regclient.regctl.view.HeaderLines;
import io.regclient.scheme.BlobHead;
import java.io.IOException;

/** {@code regctl blob head} (contract regctl 9.2.7, 7.6). */
final class BlobHeadCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("head", "http head request for a blob", BlobHeadCommand::new)
            .withAliases("digest")
            .withDescription("Show the headers of a blob without fetching it. In a layout there are none.")
            .withArguments("repository digest")
            .withExample(
                    "is a blob there, and how large is it",
                    "registry.example.org/sample/hello",
                    "sha256:30aeb0258b3bf794f1aabfc1f21e87840f661739daf34926cc9e23fea93ec859")
            .brief();

    private final FormatFlag format;

    private BlobHeadCommand(FlagSet flags) {
        format = new FormatFlag(flags, "", "headers");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        BlobArgument blob = BlobArgument.of(invocation, 0);
        try (RegClient client = Client.open(invocation)) {
            BlobHead head = client.blobs().requireHead(blob.repo(), blob.descriptor());
            switch (format.value()) {
                case "", "raw-headers", "rawHeaders", "headers" ->
                    invocation.out().print(HeaderLines.of(head.headers()));
                default -> format.print(invocation, BlobView.of(head));
            }
        }
        return 0;
    }
}
