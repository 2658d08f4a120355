// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.RegClient;
import io.regclient.error.RegistryException;
import io.regclient.image.NewImage;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.model.Rfc3339;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.PairsFlag;
import io.regclient.regctl.view.ManifestView;
import io.regclient.time.SourceDateEpoch;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** {@code regctl image create} (contract regctl 9.6.3). */
final class ImageCreate implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("create", "create a new image manifest", ImageCreate::new)
            .withAliases("init", "new")
            .withDescription("""
                    Create an image that has a config and no layers, to be filled by other commands. Nothing is
                    read from the registry, an image that has the tag loses it.""")
            .withArguments("image_ref")
            .withExample(
                    "an image for one platform",
                    "registry.example.org/sample/new:latest",
                    "--created",
                    "now",
                    "--platform",
                    "linux/amd64",
                    "--label",
                    "org.example.stage=draft")
            .withExample("without a tag, which prints the digest", "registry.example.org/sample/new", "--by-digest")
            .brief();

    /**
     * A value of {@code --created}.
     *
     * @param at empty for the time of the run
     */
    private record Created(Optional<OffsetDateTime> at) {
        private static final String NOW = "now";

        private static Created parse(String text) throws RegistryException {
            try {
                return new Created(text.equals(NOW) ? Optional.empty() : Optional.of(Rfc3339.parse(text)));
            } catch (RegistryException e) {
                throw e.withContext("failed to parse created time " + text);
            }
        }
    }

    private final PairsFlag annotations;
    private final Flag<Boolean> byDigest;
    private final Flag<Optional<Created>> created;
    private final FormatFlag format;
    private final PairsFlag labels;
    private final Flag<Optional<String>> mediaType;
    private final Flag<Optional<Platform>> platform;

    private ImageCreate(FlagSet flags) {
        annotations = new PairsFlag(flags, "annotation", "Annotation of the manifest, key=value");
        byDigest = flags.bool("by-digest", "Push without a tag and print the digest");
        created = flags.parsed("created", "When it was made: now, or an RFC 3339 time", Created::parse);
        format = new FormatFlag(flags, "");
        labels = new PairsFlag(flags, "label", "Label of the config, key=value");
        mediaType = flags.parsed(
                        "media-type", "Media type of the manifest, OCI or Docker v2", NewImage::requireMediaType)
                .suggests(MediaType.OCI_MANIFEST, MediaType.DOCKER_MANIFEST)
                .showsDefault(MediaType.OCI_MANIFEST);
        platform = flags.platform("platform", "Platform of the config (linux/amd64, local, ...)");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Ref ref = Ref.parse(invocation.argument(0));
        NewImage image = new NewImage(
                mediaType.value().orElse(MediaType.OCI_MANIFEST),
                time(invocation),
                platform.value(),
                labels.value(),
                annotations.value());
        try (RegClient client = Client.open(invocation)) {
            Ref target = byDigest.value() ? ref.withoutVersion() : ref;
            Manifest manifest = client.images().create(target, image);
            print(invocation, ref, manifest);
            client.finish(ref);
        }
        return 0;
    }

    private Optional<OffsetDateTime> time(Invocation invocation) {
        return created.value().map(time -> time.at().orElseGet(() -> now(invocation)));
    }

    /** The present time, unless a build pinned it to get the same image again. */
    private static OffsetDateTime now(Invocation invocation) {
        return SourceDateEpoch.of(invocation.environment().variables())
                .orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS))
                .atOffset(ZoneOffset.UTC);
    }

    private void print(Invocation invocation, Ref ref, Manifest manifest) throws IOException {
        if (!format.value().isEmpty()) {
            format.print(invocation, ManifestView.result(ref, manifest));
        } else if (byDigest.value()) {
            invocation.out().println(manifest.digest());
        }
    }
}
