// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.RegClient;
import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.TarReader;
import io.regclient.diff.Lines;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.DiffFlags;
import io.regclient.regctl.view.LayerLines;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.io.OutputStream;

/** {@code regctl blob diff-layer} (contract regctl 9.2.4). */
final class BlobDiffLayer implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("diff-layer", "diff two tar layers", BlobDiffLayer::new)
            .withDescription("""
                    Show the differences between two layers. Each file is a line with its mode, owner, size, time,
                    name and the digest of its content.""")
            .withArguments("repository digest repository digest")
            .withExample(
                    "which files of a layer changed",
                    "registry.example.org/sample/hello",
                    "sha256:fb2e31937cd52f82f3d0780000becde5a81af6fe3b7b6ddc3bb89917997fe2f0",
                    "registry.example.org/sample/hello",
                    "sha256:75d54fb3f6307ff1c3bfdd441295e156e332672a33f435bca3a9b47777564673",
                    "--ignore-timestamp");

    private final DiffFlags diff;
    private final Flag<Boolean> ignoreTimestamp;

    private BlobDiffLayer(FlagSet flags) {
        diff = new DiffFlags(flags);
        ignoreTimestamp = flags.bool("ignore-timestamp", "Ignore timestamps on files");
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

    private Lines lines(RegClient client, BlobArgument layer) throws IOException {
        try (BlobReader blob = client.blobs().get(layer.repo(), layer.descriptor())) {
            return lines(blob, layer.toString());
        }
    }

    /** Closing the archive would only close the blob. */
    private Lines lines(BlobReader blob, String what) throws IOException {
        try {
            TarReader archive = TarReader.open(blob, ArchiveLimits.DEFAULT);
            Lines lines = LayerLines.of(archive, what, !ignoreTimestamp.value());
            blob.transferTo(OutputStream.nullOutputStream()); // its digest is checked at its end
            return lines;
        } catch (RegistryException e) {
            throw e.withContext("read " + what);
        }
    }
}
