// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.index;

import io.regclient.RegClient;
import io.regclient.image.NewIndex;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.PairsFlag;
import io.regclient.regctl.command.PushedFormat;
import java.io.IOException;
import java.util.Optional;

/** {@code regctl index create} (contract regctl 9.7.1). */
final class IndexCreate implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("create", "create an index", IndexCreate::new)
            .withAliases("init", "new", "put")
            .withDescription("""
                    Create a manifest list or OCI index of images that are in its repository or are copied
                    there. What the tag named before is replaced.""")
            .withArguments("image_ref")
            .withExample(
                    "from two platforms of an image",
                    "registry.example.org/sample/two:latest",
                    "--ref",
                    "registry.example.org/sample/hello:latest",
                    "--platform",
                    "linux/amd64",
                    "--platform",
                    "linux/arm64")
            .withExample(
                    "without a tag, printing its digest",
                    "registry.example.org/sample/two",
                    "--by-digest",
                    "--annotation",
                    "org.opencontainers.image.title=two");

    private final PairsFlag annotations;
    private final Flag<String> artifactType;
    private final Flag<Boolean> byDigest;
    private final EntryFlags entries;
    private final PushedFormat format;
    private final Flag<Optional<String>> mediaType;
    private final Flag<String> subject;

    private IndexCreate(FlagSet flags) {
        annotations = new PairsFlag(flags, "annotation", "Annotation of the index, key=value");
        artifactType = flags.text("artifact-type", "Artifact type of an OCI index");
        byDigest = flags.bool("by-digest", "Push without a tag and print the digest");
        entries = new EntryFlags(flags);
        format = new PushedFormat(flags);
        mediaType = flags.parsed("media-type", "Media type of the index", NewIndex::parseMediaType)
                .shortName('m')
                .suggests(MediaType.OCI_INDEX, MediaType.DOCKER_LIST)
                .showsDefault(MediaType.OCI_INDEX);
        subject = flags.text("subject", "Tag or digest in the same repository of what the index refers to");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        NewIndex index = new NewIndex(
                mediaType.value().orElse(MediaType.OCI_INDEX),
                artifactType.value(),
                Optional.of(subject.value()).filter(text -> !text.isEmpty()),
                annotations.value(),
                byDigest.value());
        try (RegClient client = Client.open(invocation)) {
            Manifest created = client.indexes().create(ref, index, entries.value());
            format.print(invocation, ref, created, byDigest.value());
            client.finish(ref);
        }
        return 0;
    }
}
