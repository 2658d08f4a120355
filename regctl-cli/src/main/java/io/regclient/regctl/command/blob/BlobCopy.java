// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.blob;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import java.io.IOException;

/** {@code regctl blob copy} (contract regctl 9.2.1). Nobody collects the garbage of the target: the blob would be some. */
final class BlobCopy implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("copy", "copy blob", BlobCopy::new)
            .withAliases("cp")
            .withDescription("""
                    Copy a blob to another repository, of the same registry, of another one or of a layout. What is
                    there already is not sent, and within a registry the blob is mounted.""")
            .withArguments("src_image_ref dst_image_ref digest")
            .withExample(
                    "copy a layer",
                    "registry.example.org/sample/hello",
                    "mirror.example.org/sample/base",
                    "sha256:30aeb0258b3bf794f1aabfc1f21e87840f661739daf34926cc9e23fea93ec859");

    private BlobCopy(FlagSet flags) {}

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref source = Ref.parse(invocation.argument(0));
        Ref target = Ref.parse(invocation.argument(1));
        Descriptor blob = BlobArgument.digest(invocation, 2);
        try (RegClient client = Client.open(invocation)) {
            client.blobs().copy(source, target, blob);
        }
        return 0;
    }
}
