// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.index;

import io.regclient.RegClient;
import io.regclient.config.LocalPlatform;
import io.regclient.digest.Digest;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import java.io.IOException;
import java.util.List;
import org.slf4j.LoggerFactory;

/** {@code regctl index delete} (contract regctl 9.7.3). */
final class IndexDelete implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("delete", "delete an index entry", IndexDelete::new)
            .withAliases("del", "rm", "remove")
            .withDescription("""
                    Remove entries of an index or manifest list. The images themselves stay in the
                    repository, and nothing is wrong with an entry that is not there.""")
            .withArguments("image_ref")
            .withExample("remove a platform", "registry.example.org/sample/tools:latest", "--platform", "linux/arm64")
            .brief();

    private final Flag<List<Digest>> digests;
    private final Flag<List<Platform>> platforms;

    private IndexDelete(FlagSet flags) {
        digests = flags.list("digest", "Digest of entries to delete", Digest::parse);
        platforms = flags.list("platform", "Platform of entries to delete, exact match", LocalPlatform::parse)
                .names(Kind.PLATFORM);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        try (RegClient client = Client.open(invocation)) {
            Manifest index = client.indexes().delete(ref, digests.value(), platforms.value());
            if (digests.value().isEmpty() && platforms.value().isEmpty()) {
                LoggerFactory.getLogger(IndexDelete.class).warn("Nothing is selected, give --digest or --platform");
            }
            IndexAdd.printUntagged(invocation, ref, index);
            client.finish(ref);
        }
        return 0;
    }
}
