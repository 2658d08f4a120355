// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.ref;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/** {@code regctl digest}: the digest of what comes from standard input (contract regctl 9.5). */
public final class DigestCommand implements Command {
    public static final CommandLeaf COMMAND = CommandLeaf.of("digest", "show the digest of stdin", DigestCommand::new)
            .withDescription("Read standard input to its end and print the digest of the content.")
            .withExampleReading("the digest of a text", "hello")
            .withExampleReading("by another algorithm", "hello", "--algorithm", "sha512")
            .hidden();

    private final Flag<String> algorithm;
    private final FormatFlag format;

    private DigestCommand(FlagSet flags) {
        algorithm = flags.text("algorithm", DigestAlgorithm.SHA256.id(), "Digest algorithm (sha256, sha384, sha512)");
        format = new FormatFlag(flags, "{{.String}}");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        DigestAlgorithm chosen = DigestAlgorithm.parse(algorithm.value());
        MessageDigest hash = chosen.hasher();
        try (DigestInputStream content = new DigestInputStream(invocation.in(), hash)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        format.print(invocation, view(chosen.finish(hash.digest())));
        return 0;
    }

    private static TemplateObject view(Digest digest) {
        return TemplateObject.named("digest.Digest", digest.toString())
                .text(digest::toString)
                .method("Algorithm", () -> digest.algorithm().id())
                .method("Encoded", digest::hex)
                .method("Hex", digest::hex)
                .method("Validate", () -> TemplateObject.nil("error"))
                .build();
    }
}
