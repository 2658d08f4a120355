// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.service.SeveralFailures;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.view.ValidationView;
import io.regclient.validate.Validation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code regctl image validate}, which the Go tool does not have: its result stands on stdout and in the exit code. */
final class ImageValidate implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("validate", "check that images are complete", ImageValidate::new)
            .withDescription("""
                    Check that everything an image needs is there: its manifests, which are read and verified, and
                    the blobs they name, which are asked for, or with --deep read and hashed. What is missing or
                    damaged is listed with what leads to it. An image is a reference, or a tar file, an OCI layout
                    or what "docker save" writes: ocitar://PATH, or a path that ends in ".tar".
                    The exit code is 0 when nothing is wrong, else 1.""")
            .withArguments("image_ref...")
            .withExample("whether all blobs are there", "registry.example.org/sample/hello:latest")
            .withExample(
                    "whether they are right, in two places",
                    "registry.example.org/sample/hello:latest",
                    "hello.tar",
                    "--deep");

    private static final String ARCHIVE_SCHEME = "ocitar://";
    private static final String ARCHIVE_SUFFIX = ".tar";
    private static final int INVALID = 1;

    private final Flag<Boolean> deep;
    private final FormatFlag format;

    private ImageValidate(FlagSet flags) {
        deep = flags.bool("deep", "Read and hash every blob");
        format = new FormatFlag(flags, FormatFlag.PRETTY);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        boolean valid = true;
        List<IOException> failures = new ArrayList<>();
        try (RegClient client = Client.open(invocation)) {
            for (String image : invocation.arguments()) {
                Validation validation;
                try {
                    validation = check(invocation, client, image);
                } catch (IOException e) {
                    if (RegistryException.is(e, ErrorKind.CANCELED)) {
                        throw e;
                    }
                    failures.add(e);
                    continue;
                }
                format.print(invocation, ValidationView.of(validation));
                valid &= validation.isValid();
            }
        }
        if (!failures.isEmpty()) {
            throw new SeveralFailures(failures);
        }
        return valid ? 0 : INVALID;
    }

    private Validation check(Invocation invocation, RegClient client, String image) throws IOException {
        boolean scheme = image.startsWith(ARCHIVE_SCHEME);
        if (scheme || (image.endsWith(ARCHIVE_SUFFIX) && !image.contains("://"))) {
            String path = scheme ? image.substring(ARCHIVE_SCHEME.length()) : image;
            return client.checks().archive(invocation.file(path), image, deep.value());
        }
        return client.checks().image(Ref.parse(image), deep.value());
    }
}
