// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Destination;
import io.regclient.regctl.command.Progress;
import io.regclient.regctl.view.BlobView;
import io.regclient.regctl.view.HeaderLines;
import io.regclient.regctl.view.ProgressDisplay;
import io.regclient.stream.BlobReader;
import java.io.IOException;

/** {@code regctl blob get} (contract regctl 9.2.5, 7.6). */
final class BlobGet implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("get", "download a blob/layer", BlobGet::new)
            .withAliases("pull")
            .withDescription("""
                    Write a blob to stdout: a compressed layer, a config, or whatever else it is. The digest stands
                    in the manifest of the image, and is checked.""")
            .withArguments("repository digest")
            .withExample(
                    "the config of an image",
                    "registry.example.org/sample/hello",
                    "sha256:c90022a9879f2dfc6421566e909cf31907d7fd5c8656186743225a0cac138ea2");

    private final FormatFlag format;
    private final MediaTypeFlag mediaType;

    private BlobGet(FlagSet flags) {
        format = new FormatFlag(flags, FormatFlag.PRETTY, "raw", "body", "headers");
        mediaType = new MediaTypeFlag(flags, "media-type");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        BlobArgument blob = BlobArgument.of(invocation, 0);
        mediaType.tell();
        Destination destination = Destination.of(invocation, Destination.STANDARD);
        try (ProgressDisplay progress = Progress.of(invocation, destination);
                RegClient client = Client.open(invocation, progress);
                BlobReader content = client.blobs().get(blob.repo(), blob.descriptor())) {
            print(invocation, content, destination);
        }
        return 0;
    }

    private void print(Invocation invocation, BlobReader content, Destination destination) throws IOException {
        switch (format.value()) {
            case FormatFlag.PRETTY, "raw-body", "rawBody", "body" -> destination.write(content::transferTo);
            case "raw" -> {
                invocation.out().print(HeaderLines.of(content.headers()));
                invocation.out().print('\n');
                destination.write(content::transferTo);
            }
            case "raw-headers", "rawHeaders", "headers" -> invocation.out().print(HeaderLines.of(content.headers()));
            default -> format.print(invocation, BlobView.of(content));
        }
    }
}
