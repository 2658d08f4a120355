// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Destination;
import io.regclient.regctl.command.PlatformFlag;
import io.regclient.regctl.command.Progress;
import io.regclient.regctl.view.ProgressDisplay;
import io.regclient.tarball.ExportOptions;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl image export} (contract regctl 9.6.6). */
final class ImageExport implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("export", "export image", ImageExport::new)
            .withDescription("""
                    Export an image or an index as a tar file that other tools read as an OCI layout, and a
                    single image also as what "docker save" writes. Without a file, or with "-" in its place,
                    the archive goes to stdout. A file appears when it is complete.""")
            .withArguments("image_ref [file]")
            .withExample("all platforms, to a file", "registry.example.org/sample/hello:latest", "hello.tar")
            .withExample(
                    "one platform, compressed, under another name",
                    "registry.example.org/sample/hello:latest",
                    "-",
                    "--platform",
                    "linux/amd64",
                    "--compress",
                    "--name",
                    "hello:exported");

    private final Flag<Boolean> compress;
    private final Flag<Optional<Ref>> name;
    private final PlatformFlag platform;

    private ImageExport(FlagSet flags) {
        compress = flags.bool("compress", "Compress the archive by gzip");
        name = flags.parsed("name", "Reference written into the archive, for example for docker load", Ref::parse);
        platform = new PlatformFlag(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        Destination archive = Destination.of(invocation, 1);
        boolean asked = invocation.arguments().size() > 1;
        if (archive.isStandard() && !asked && invocation.streams().outIsTerminal()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "an archive is not written to a terminal, name a file or redirect stdout");
        }
        ExportOptions options = new ExportOptions(name.value(), platform.value(), compress.value());
        try (ProgressDisplay progress = Progress.of(invocation, archive);
                RegClient client = Client.open(invocation, progress)) {
            archive.write(out -> client.images().exportTar(ref, out, options));
            client.finish(ref);
        }
        return 0;
    }
}
