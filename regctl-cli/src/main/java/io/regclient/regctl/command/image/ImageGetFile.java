// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.error.RegistryException;
import io.regclient.image.ImageFile;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Destination;
import io.regclient.regctl.command.FileContent;
import io.regclient.regctl.command.PlatformFlag;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl image get-file} (contract regctl 9.6.7). */
final class ImageGetFile implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("get-file", "get a file from an image", ImageGetFile::new)
            .withAliases("cat")
            .withDescription("""
                    Get a file of an image, as a container would see it: the layers are searched from the
                    newest to the oldest. Links are not followed. Without an output file, or with "-" in its
                    place, the content goes to stdout.""")
            .withArguments("image_ref filename [out-file]")
            .withExample("show a file", "registry.example.org/sample/hello:latest", "/etc/os-release")
            .withExample(
                    "its size",
                    "registry.example.org/sample/hello:latest",
                    "hello.txt",
                    "--format",
                    "{{println .Header.Size}}");

    private final FormatFlag format;
    private final PlatformFlag platform;

    private ImageGetFile(FlagSet flags) {
        format = new FormatFlag(flags, "");
        platform = PlatformFlag.local(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        String name = invocation.argument(1);
        Destination destination = Destination.of(invocation, 2);
        try (RegClient client = Client.open(invocation)) {
            try (ImageFile file = client.images().openFile(ref, Optional.of(platform.orLocal()), name)) {
                FileContent.show(invocation, file, format, destination);
            }
            client.finish(ref);
        } catch (IOException e) {
            throw RegistryException.withContext("get " + name + " of " + ref.commonName(), e);
        }
        return 0;
    }
}
