// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.artifact;

import io.regclient.RegClient;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.PlatformFlag;
import io.regclient.regctl.command.RawFormatFlag;
import io.regclient.regctl.view.ReferrerView;
import io.regclient.scheme.ReferrerQuery;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl artifact list} (contract regctl 9.1.2). */
final class ArtifactList implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of(
                    "list", "list artifacts that refer to an image", ArtifactList::new)
            .withAliases("ls")
            .withDescription("""
                    List the artifacts that have an image as their subject: signatures, SBOMs, attestations
                    and the like. Registries without the referrers API are asked for the fallback tag.""")
            .withArguments("reference")
            .withExample("what refers to an image", "registry.example.org/sample/hello:latest")
            .withExample(
                    "the types of what refers to one platform of it",
                    "registry.example.org/sample/hello:latest",
                    "--platform",
                    "linux/amd64",
                    "--format",
                    "{{range .Descriptors}}{{println .ArtifactType}}{{end}}")
            .brief();

    private final Flag<Boolean> digestTags;
    private final RawFormatFlag format;
    private final PlatformFlag platform;
    private final ReferrerFlags referrers;
    private final ReferrerFlags.Order order;

    private ArtifactList(FlagSet flags) {
        digestTags = flags.bool("digest-tags", "Include tags that are named after the digest");
        format = new RawFormatFlag(flags);
        platform = new PlatformFlag(flags);
        referrers = new ReferrerFlags(flags);
        order = new ReferrerFlags.Order(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        ReferrerQuery query = referrers.query(order);
        Optional<Ref> external = referrers.external();
        try (RegClient client = Client.open(invocation)) {
            Ref subject = client.referrers().toDigest(ref, platform.value());
            ReferrerList list = client.referrers().list(subject, Optional.empty(), external.orElse(subject), query);
            ReferrerList shown = digestTags.value() ? client.referrers().withDigestTags(subject, list) : list;
            format.print(
                    invocation,
                    shown.index().headers(),
                    shown.index().raw(),
                    () -> ReferrerView.of(subject, external, shown));
            client.finish(ref);
        }
        return 0;
    }
}
