// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.ImageConfig;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Platforms;
import io.regclient.regctl.view.ImageConfigView;
import io.regclient.regctl.view.Output;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** {@code regctl image inspect} (contract regctl 9.6.9). */
public final class ImageInspect implements Command {
    private final Flag<String> format;
    private final Flag<String> platform;

    public ImageInspect(FlagSet flags) {
        format = flags.string(
                "format", (char) 0, Output.PRETTY, "Format output with go template syntax (or raw, body, headers)");
        platform = flags.string("platform", 'p', "local", "Specify platform (e.g. linux/amd64 or local)");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        try (RegClient client = Client.open(invocation)) {
            ImageConfig config = config(client, ref);
            Output.raw(invocation, format.value(), Map.of(), config.raw(), () -> ImageConfigView.of(config));
            client.finish(ref);
        }
        return 0;
    }

    private ImageConfig config(RegClient client, Ref ref) throws IOException {
        try {
            return client.images().readConfig(ref, Optional.of(Platforms.parse(platform.value())));
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.UNSUPPORTED_MEDIA_TYPE) {
                throw e.withContext("artifacts are not supported with \"regctl image inspect\","
                        + " use \"regctl artifact get --config\" instead");
            }
            throw e;
        }
    }
}
