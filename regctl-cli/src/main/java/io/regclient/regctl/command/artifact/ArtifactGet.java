// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.artifact;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.image.Artifact;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.regctl.command.Client;
import io.regclient.regctl.command.Destination;
import io.regclient.regctl.command.PlatformFlag;
import io.regclient.regctl.command.Progress;
import io.regclient.regctl.view.ProgressDisplay;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** {@code regctl artifact get} (contract regctl 9.1.1). */
final class ArtifactGet implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("get", "download artifacts", ArtifactGet::new)
            .withAliases("pull")
            .withDescription("""
                    Download an artifact: one that is named, or with --subject one that refers to an image.
                    A single layer goes to stdout; with --output every layer becomes a file.""")
            .withArguments("[reference]")
            .withExample(
                    "print the SBOM of an image",
                    "--subject",
                    "registry.example.org/sample/hello:latest",
                    "--filter-artifact-type",
                    "application/spdx+json")
            .withExample(
                    "print the config of an artifact",
                    "--subject",
                    "registry.example.org/sample/hello:latest",
                    "--filter-artifact-type",
                    "application/spdx+json",
                    "--config");

    private final Flag<Boolean> config;
    private final Flag<String> configFile;
    private final Flag<List<String>> files;
    private final Flag<List<String>> mediaTypes;
    private final Flag<String> output;
    private final PlatformFlag platform;
    private final ReferrerFlags referrers;
    private final ReferrerFlags.Order order;
    private final Flag<Boolean> stripDirs;
    private final SubjectFlag subject;

    private ArtifactGet(FlagSet flags) {
        config = flags.bool("config", "Show the config, and nothing else");
        configFile = flags.text("config-file", "Write the config to a file").names(Kind.FILE);
        files = flags.list("file", "Filter by the title of layers").shortName('f');
        mediaTypes = flags.list("file-media-type", "Filter by the media type of layers")
                .suggests("application/octet-stream", MediaType.OCI_LAYER_GZIP, MediaType.OCI_LAYER)
                .shortName('m');
        output = flags.text("output", "Write layers into this directory, which must exist")
                .names(Kind.DIRECTORY)
                .shortName('o');
        platform = new PlatformFlag(flags, "Platform of the subject, or of an entry of an index");
        referrers = new ReferrerFlags(flags);
        order = new ReferrerFlags.Order(flags);
        stripDirs = flags.bool("strip-dirs", "Leave out directories of file names");
        subject = new SubjectFlag(flags, "Get an artifact that refers to this image");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        ReferrerQuery query = referrers.query(order);
        Optional<Ref> about = subject.value();
        Optional<Ref> named =
                invocation.arguments().isEmpty() ? Optional.empty() : Optional.of(Ref.parse(invocation.argument(0)));
        Ref wanted = named.or(() -> about).orElseThrow(SubjectFlag::missing);
        if (referrers.external().isPresent() && (named.isPresent() || about.isEmpty())) {
            LoggerFactory.getLogger(ArtifactGet.class).warn("external option depends on subject, it is ignored");
        }
        if (!output.value().isEmpty()) {
            requireDirectory(invocation.file(output.value()));
        }
        try (ProgressDisplay progress = progress(invocation);
                RegClient client = Client.open(invocation, progress)) {
            Artifact artifact = named.isPresent()
                    ? client.artifacts().get(wanted, query, platform.value())
                    : client.artifacts()
                            .getReferrer(wanted, referrers.external().orElse(wanted), query, platform.value());
            write(invocation, client, artifact);
            client.finish(artifact.ref());
        }
        return 0;
    }

    private ProgressDisplay progress(Invocation invocation) throws RegistryException {
        return output.value().isEmpty()
                ? Progress.of(invocation, Destination.of(invocation, Destination.STANDARD))
                : Progress.of(invocation);
    }

    private void write(Invocation invocation, RegClient client, Artifact artifact) throws IOException {
        if (!configFile.value().isEmpty()) {
            write(Destination.of(invocation, configFile.value()), client, artifact, artifact.config());
        } else if (config.value()) {
            print(invocation, client, artifact, artifact.config());
        }
        if (config.value()) {
            return;
        }
        List<Descriptor> layers = artifact.layers(files.value(), mediaTypes.value());
        if (!output.value().isEmpty()) {
            client.artifacts().write(artifact, layers, invocation.file(output.value()), stripDirs.value());
        } else if (layers.size() == 1) {
            print(invocation, client, artifact, layers.getFirst());
        } else {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "more than one matching layer found, add filters or specify output dir");
        }
    }

    private void requireDirectory(Path directory) throws RegistryException {
        if (!Files.exists(directory)) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO,
                    "output directory unavailable: stat " + output.value() + ": no such file or directory");
        }
        if (!Files.isDirectory(directory)) {
            throw RegistryException.of(ErrorKind.LOCAL_IO, "output must be a directory: \"" + output.value() + "\"");
        }
    }

    private static void print(Invocation invocation, RegClient client, Artifact artifact, Descriptor blob)
            throws IOException {
        write(Destination.of(invocation, Destination.STANDARD), client, artifact, blob);
    }

    private static void write(Destination destination, RegClient client, Artifact artifact, Descriptor blob)
            throws IOException {
        try (BlobReader in = client.blobs().get(artifact.ref(), blob)) {
            destination.write(in::transferTo);
        }
    }
}
