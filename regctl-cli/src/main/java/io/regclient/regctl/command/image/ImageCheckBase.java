// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.image.BaseCheckOptions;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.PlatformFlag;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** {@code regctl image check-base}: scripts go by its exit code (contract regctl 9.6.1, 13.17). */
final class ImageCheckBase implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of(
                    "check-base", "check if the base image has changed", ImageCheckBase::new)
            .withDescription("""
                    Check whether the base of an image is still the one it was built on. The annotations
                    org.opencontainers.image.base.name and base.digest of the image say which one that is,
                    unless --base does. With a digest nothing but the digest of the base is compared, else
                    its layers and its history have to be the first ones of the image.
                    The exit code is 0 for an unchanged base, and 1 for a changed one and for any error.""")
            .withArguments("image_ref")
            .withExample(
                    "whether an image builds on another one",
                    "registry.example.org/sample/hello:latest",
                    "--base",
                    "registry.example.org/sample/hello:1.1",
                    "--platform",
                    "linux/amd64")
            .brief();

    private static final int CHANGED = 1;

    private final Flag<Optional<Ref>> base;
    private final Flag<Optional<Digest>> digest;
    private final Flag<Boolean> noConfig;
    private final PlatformFlag platform;
    private final Flag<Boolean> quiet;

    private ImageCheckBase(FlagSet flags) {
        base = flags.parsed("base", "Image to compare with, instead of the one that annotations name", Ref::parse)
                .names(Kind.IMAGE);
        digest = flags.parsed("digest", "Digest the base had; nothing else is compared then", Digest::parse);
        noConfig = flags.bool("no-config", "Compare layers only, not the history");
        platform = new PlatformFlag(flags);
        quiet = flags.bool("quiet", "Tell the result by the exit code alone");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        BaseCheckOptions options =
                new BaseCheckOptions(base.value(), digest.value(), noConfig.value(), platform.value());
        try (RegClient client = Client.open(invocation)) {
            client.images().checkBase(ref, options);
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.MISSING_ANNOTATION) {
                throw RegistryException.of(e.kind(), e.getMessage() + ", use --base IMAGE", e);
            }
            if (e.kind() != ErrorKind.MISMATCH) {
                throw e;
            }
            LoggerFactory.getLogger(ImageCheckBase.class)
                    .atInfo()
                    .addKeyValue("err", e.getMessage())
                    .log("base image has changed");
            print(invocation, "base image has changed");
            return CHANGED;
        }
        print(invocation, "base image matches");
        return 0;
    }

    private void print(Invocation invocation, String result) {
        if (!quiet.value()) {
            invocation.out().println(result);
        }
    }
}
