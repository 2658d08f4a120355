// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.artifact;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.image.ArtifactFile;
import io.regclient.image.ArtifactPush;
import io.regclient.image.NewArtifact;
import io.regclient.kit.cli.Arguments.Kind;
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
import io.regclient.regctl.command.PlatformFlag;
import io.regclient.regctl.command.Progress;
import io.regclient.regctl.command.PushedFormat;
import io.regclient.regctl.view.ProgressDisplay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code regctl artifact put} (contract regctl 9.1.3). */
final class ArtifactPut implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("put", "upload artifacts", ArtifactPut::new)
            .withAliases("create", "push")
            .withDescription("""
                    Upload an artifact: files, or without --file standard input, with --subject as
                    something that refers to an image.""")
            .withArguments("[reference]")
            .withExample(
                    "a text as an artifact with a tag",
                    "registry.example.org/sample/notes:latest",
                    "--artifact-type",
                    "application/vnd.example.notes",
                    "--file-media-type",
                    "text/plain")
            .withExample(
                    "something about an image, printing its digest",
                    "--subject",
                    "registry.example.org/sample/hello:latest",
                    "--artifact-type",
                    "application/vnd.example.review",
                    "--annotation",
                    "org.example.reviewed-by=robot",
                    "--by-digest");

    private final PairsFlag annotations;
    private final Flag<Optional<String>> artifactType;
    private final Flag<Boolean> byDigest;
    private final Flag<String> configFile;
    private final Flag<Optional<String>> configType;
    private final Flag<Optional<Ref>> external;
    private final Flag<List<String>> files;
    private final Flag<List<String>> mediaTypes;
    private final Flag<Boolean> titled;
    private final PushedFormat format;
    private final Flag<Boolean> inIndex;
    private final Flag<Optional<String>> manifestType;
    private final PlatformFlag platform;
    private final Flag<Boolean> stripDirs;
    private final SubjectFlag subject;

    private ArtifactPut(FlagSet flags) {
        annotations = new PairsFlag(flags, "annotation", "Annotation of the manifest, key=value");
        artifactType = flags.parsed("artifact-type", "Artifact type (recommended)", NewArtifact::parseMediaType);
        byDigest = flags.bool("by-digest", "Push without a tag and print the digest");
        configFile = flags.text("config-file", "File with the config").names(Kind.FILE);
        configType = flags.parsed("config-type", "Media type of the config", NewArtifact::parseMediaType)
                .suggests(MediaType.OCI_EMPTY, MediaType.OCI_CONFIG, MediaType.DOCKER_CONFIG);
        external = flags.parsed("external", "Push a referrer into another repository", Ref::parse)
                .names(Kind.REPOSITORY);
        files = flags.list("file", "File or directory to upload, instead of standard input")
                .names(Kind.FILE)
                .shortName('f');
        mediaTypes = flags.list(
                        "file-media-type",
                        "Media type of a file, in the order of the files",
                        NewArtifact::parseMediaType)
                .suggests("application/octet-stream", MediaType.OCI_LAYER_GZIP, MediaType.OCI_LAYER)
                .shortName('m');
        titled = flags.bool("file-title", "Set the name of each file as the title of its layer");
        format = new PushedFormat(flags);
        inIndex = flags.bool("index", "Create an index with the artifact, or append it to the index at the tag");
        manifestType = flags.parsed("media-type", "Type of the manifest", NewArtifact::parseManifestType)
                .showsDefault(MediaType.OCI_MANIFEST)
                .suggests(MediaType.OCI_MANIFEST, MediaType.OCI_ARTIFACT)
                .hidden();
        platform = new PlatformFlag(flags, "Platform of the subject, and of the entry of an index");
        stripDirs = flags.bool("strip-dirs", "Leave out directories of titles");
        subject = new SubjectFlag(flags, "Image the artifact refers to");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        Optional<Ref> about = subject.value();
        Ref target = target(invocation, about);
        NewArtifact artifact = new NewArtifact(
                manifestType.value().orElse(MediaType.OCI_MANIFEST),
                artifactType.value().orElse(""),
                new NewArtifact.ConfigContent(
                        configType.value().orElse(""),
                        configFile.value().isEmpty()
                                ? Optional.empty()
                                : Optional.of(invocation.file(configFile.value()))),
                annotations.value(),
                about,
                platform.value());
        ArtifactPush.Layers layers = layers(invocation);
        try (ProgressDisplay progress = Progress.of(invocation);
                RegClient client = Client.open(invocation, progress)) {
            Manifest manifest = client.artifacts().put(target, artifact, layers, naming(invocation));
            format.print(invocation, target, manifest, byDigest.value());
            client.finish(target);
        }
        return 0;
    }

    /** Where the artifact goes: to the reference, else where the subject is or its referrers are kept. */
    private Ref target(Invocation invocation, Optional<Ref> about) throws RegistryException {
        if (external.value().isPresent() && about.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED, "pushing a referrer to an external repository requires a subject");
        }
        if (invocation.arguments().isEmpty()) {
            if (inIndex.value()) {
                throw RegistryException.of(ErrorKind.INVALID_INPUT, "a reference with the tag of the index is needed");
            }
            return external.value().or(() -> about).orElseThrow(SubjectFlag::missing);
        }
        Ref named = Ref.parse(invocation.argument(0));
        if (external.value().isPresent()
                && !named.sameRepository(external.value().get())) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED, "push by reference and external to separate repositories is not supported");
        }
        return named;
    }

    private ArtifactPush.Naming naming(Invocation invocation) {
        if (inIndex.value()) {
            return ArtifactPush.Naming.INDEX;
        }
        return byDigest.value() || invocation.arguments().isEmpty()
                ? ArtifactPush.Naming.DIGEST
                : ArtifactPush.Naming.TAG;
    }

    private ArtifactPush.Layers layers(Invocation invocation) throws RegistryException {
        List<String> types = types();
        if (files.value().isEmpty()) {
            return new ArtifactPush.OfStream(invocation.in(), types.getFirst());
        }
        List<ArtifactFile> all = new ArrayList<>();
        for (String file : files.value()) {
            Path path = invocation.file(file);
            all.add(new ArtifactFile(path, title(file), types.get(all.size())));
        }
        return new ArtifactPush.OfFiles(all);
    }

    /** One type for each layer: a single one may have that of the artifact. */
    private List<String> types() throws RegistryException {
        int count = Math.max(files.value().size(), 1);
        if (count == 1 && mediaTypes.value().isEmpty()) {
            return List.of(artifactType.value().orElse(MediaType.OCTET_STREAM));
        }
        if (mediaTypes.value().size() != count) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "one artifact media-type must be set for each artifact file, give --file-media-type (-m) " + count
                            + (count == 1 ? " time" : " times"));
        }
        return mediaTypes.value();
    }

    /** The name as it was typed, a directory's without its slashes. */
    private Optional<String> title(String file) {
        if (!titled.value()) {
            return Optional.empty();
        }
        String name = file.replaceFirst("(?<=.)/+$", "");
        return Optional.of(stripDirs.value() ? name.substring(name.lastIndexOf('/') + 1) : name);
    }
}
