// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Progress;
import io.regclient.regctl.view.ProgressDisplay;
import io.regclient.tarball.ImportOptions;
import java.io.IOException;

/** {@code regctl image import} (contract regctl 9.6.8). */
final class ImageImport implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("import", "import image", ImageImport::new)
            .withDescription("""
                    Import an image from a tar file: an OCI layout, or what "docker save" writes, as it is or
                    compressed by gzip, bzip2, xz or zstd. For "-" the file is read from stdin, by way of a
                    temporary file.""")
            .withArguments("image_ref file")
            .withExample("what another command exported", "mirror.example.org/sample/imported:latest", "hello.tar");

    /** Stands for standard input. */
    private static final String STANDARD = "-";

    private final Flag<String> name;

    private ImageImport(FlagSet flags) {
        name = flags.text(
                "name", "Which image of an archive with several: a tag of its index.json, or a name docker save wrote");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        String file = invocation.argument(1);
        ImportOptions options =
                name.value().isEmpty() ? ImportOptions.PLAIN : ImportOptions.PLAIN.withName(name.value());
        try (ProgressDisplay progress = Progress.of(invocation);
                RegClient client = Client.open(invocation, progress)) {
            if (file.equals(STANDARD)) {
                client.images().importTar(ref, invocation.in(), options);
            } else {
                client.images().importTar(ref, invocation.file(file), options);
            }
            client.finish(ref);
        }
        return 0;
    }
}
