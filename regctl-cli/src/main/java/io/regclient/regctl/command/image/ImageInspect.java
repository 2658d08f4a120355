// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.image.ConfigBlob;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.PlatformFlag;
import io.regclient.regctl.command.RawFormatFlag;
import io.regclient.regctl.view.ImageConfigView;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl image inspect} (contract regctl 9.6.9). */
final class ImageInspect implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("inspect", "inspect an image", ImageInspect::new)
            .withAliases("config")
            .withDescription("Show the image config: author, labels, environment, history and the like.")
            .withArguments("image_ref")
            .withExample("the config of the image for this machine", "registry.example.org/sample/hello:latest")
            .withExample(
                    "the labels of another platform",
                    "registry.example.org/sample/hello:latest",
                    "--platform",
                    "linux/arm64",
                    "--format",
                    "{{jsonPretty .Config.Labels}}")
            .brief();

    private final RawFormatFlag format;
    private final PlatformFlag platform;

    private ImageInspect(FlagSet flags) {
        format = new RawFormatFlag(flags);
        platform = PlatformFlag.local(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        try (RegClient client = Client.open(invocation)) {
            ConfigBlob config = config(client, ref);
            format.print(invocation, config.headers(), config.image().raw(), () -> ImageConfigView.of(config));
            client.finish(ref);
        }
        return 0;
    }

    private ConfigBlob config(RegClient client, Ref ref) throws IOException {
        try {
            return client.images().readConfig(ref, Optional.of(platform.orLocal()));
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.UNSUPPORTED_MEDIA_TYPE) {
                throw e.withContext("artifacts are not supported with \"regctl image inspect\","
                        + " use \"regctl artifact get --config\" instead");
            }
            throw e;
        }
    }
}
