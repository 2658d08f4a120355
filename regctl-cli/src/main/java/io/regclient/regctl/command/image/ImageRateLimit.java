// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.view.RateLimitView;
import java.io.IOException;

/** {@code regctl image ratelimit} (contract regctl 9.6.12). */
final class ImageRateLimit implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("ratelimit", "show the current rate limit", ImageRateLimit::new)
            .withAliases("rate-limit")
            .withDescription("""
                    Show how many images may still be pulled, as the registry announces it with an image.
                    The request is a HEAD, which Docker Hub does not count.""")
            .withArguments("image_ref")
            .withExample("the whole answer", "registry.example.org/sample/hello:latest")
            .withExample(
                    "the pulls that are left",
                    "registry.example.org/sample/hello:latest",
                    "--format",
                    "{{println .Remain}}")
            .brief();

    private final FormatFlag format;

    private ImageRateLimit(FlagSet flags) {
        format = new FormatFlag(flags, FormatFlag.PRETTY);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        try (RegClient client = Client.open(invocation)) {
            RateLimit limit = client.manifests().readRateLimit(ref);
            format.print(invocation, RateLimitView.of(limit));
        }
        return 0;
    }
}
