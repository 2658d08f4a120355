// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.RegClient;
import io.regclient.error.RegistryException;
import io.regclient.image.ImageFile;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Destination;
import io.regclient.regctl.command.FileContent;
import java.io.IOException;

/** {@code regctl blob get-file} (contract regctl 9.2.6, 13.13). */
final class BlobGetFile implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("get-file", "get a file from a layer", BlobGetFile::new)
            .withAliases("cat")
            .withDescription("""
                    Get a file of a layer, which may be compressed. Links are not followed. Without an output file,
                    or with "-" in its place, the content goes to stdout.""")
            .withArguments("repository digest filename [out-file]")
            .withExample(
                    "show a file of a layer",
                    "registry.example.org/sample/hello",
                    "sha256:30aeb0258b3bf794f1aabfc1f21e87840f661739daf34926cc9e23fea93ec859",
                    "/etc/os-release");

    private final FormatFlag format;

    private BlobGetFile(FlagSet flags) {
        format = new FormatFlag(flags, "");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        BlobArgument layer = BlobArgument.of(invocation, 0);
        String name = invocation.argument(2);
        Destination destination = Destination.of(invocation, 3);
        try (RegClient client = Client.open(invocation);
                ImageFile file = client.blobs().openFile(layer.repo(), layer.descriptor(), name)) {
            FileContent.show(invocation, file, format, destination);
        } catch (IOException e) {
            throw RegistryException.withContext("get " + name + " of " + layer, e);
        }
        return 0;
    }
}
