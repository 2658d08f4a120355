// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.CompressingInputStream;
import io.regclient.archive.Compression;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.ImageManifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobSource;
import io.regclient.stream.LimitedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image from what {@code docker save} writes, pushed as a Docker schema 2 manifest (IM-4). Layers are compressed by
 * gzip whatever they were before; their uncompressed content must be what the config says.
 */
final class DockerImport {
    private final Scheme scheme;
    private final Ref target;
    private final TarFile tar;
    private final ImportOptions options;
    private final Wanted<Role> wanted = new Wanted<>();
    private final Map<String, Layer> layers = new HashMap<>();
    private Optional<byte[]> config = Optional.empty();

    DockerImport(Scheme scheme, Ref target, TarFile tar, ImportOptions options) {
        this.scheme = scheme;
        this.target = target;
        this.tar = tar;
        this.options = options;
    }

    private enum Role {
        CONFIG,
        LAYER
    }

    /**
     * A layer that was pushed.
     *
     * @param pushed the compressed layer
     * @param diffId digest of the uncompressed one
     */
    private record Layer(Descriptor pushed, Digest diffId) {}

    Descriptor run(DockerArchive image) throws IOException {
        wanted.add(image.config(), Role.CONFIG);
        for (String layer : image.layers()) {
            wanted.add(layer, Role.LAYER);
        }
        int seen = -1;
        while (!wanted.isEmpty() && seen != wanted.changes()) {
            seen = wanted.changes();
            tar.pass(this::visit);
        }
        if (!wanted.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND,
                    "unable to read all files from tar: not found: "
                            + wanted.open().keySet().iterator().next());
        }
        return push(image, config.orElseThrow());
    }

    private boolean visit(TarFile.Member member) throws IOException {
        if (member.entry().isLink()) {
            wanted.link(member.entry());
            if (layers.containsKey(wanted.resolve(member.entry().name()))) {
                wanted.take(wanted.resolve(member.entry().name())); // the file was there before its link
            }
        }
        if (member.entry().isFile()) {
            String name = member.entry().name();
            switch (wanted.take(name).orElse(null)) {
                case CONFIG -> config = Optional.of(member.readAll());
                case LAYER -> layers.put(name, putLayer(member));
                case null -> {}
            }
        }
        return !wanted.isEmpty();
    }

    private Layer putLayer(TarFile.Member member) throws IOException {
        BlobSource source = member.source();
        DiffId diffId = new DiffId();
        String name = member.entry().name();
        BlobSource compressed = BlobSource.reopening(
                () -> new CompressingInputStream(diffId.of(uncompressed(source.open(), name)), Compression.GZIP));
        Descriptor unknown = new Descriptor(
                MediaType.DOCKER_LAYER_GZIP,
                Optional.empty(),
                -1,
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "");
        Descriptor pushed = scheme.putBlob(target.withoutVersion(), unknown, compressed);
        return new Layer(pushed.withMediaType(MediaType.DOCKER_LAYER_GZIP), diffId.value());
    }

    private InputStream uncompressed(InputStream in, String name) throws IOException {
        return new LimitedInputStream(
                Compression.decompress(in), options.limits().maxBytes(), "layer " + name);
    }

    /** Digest of what passed since a stream was opened last. */
    private static final class DiffId {
        private DigestInputStream latest =
                new DigestInputStream(InputStream.nullInputStream(), DigestAlgorithm.SHA256.hasher());

        private InputStream of(InputStream in) {
            latest = new DigestInputStream(in, DigestAlgorithm.SHA256.hasher());
            return latest;
        }

        private Digest value() {
            return DigestAlgorithm.SHA256.finish(latest.getMessageDigest().digest());
        }
    }

    private Descriptor push(DockerArchive image, byte[] configBytes) throws IOException {
        List<Descriptor> pushed = new ArrayList<>();
        List<Digest> diffIds = new ArrayList<>();
        for (String name : image.layers()) {
            Layer layer = Optional.ofNullable(layers.get(wanted.resolve(name))).orElseThrow();
            Digest digest = Members.digestOf(layer.pushed());
            pushed.add(Optional.ofNullable(image.sources().get(digest.toString()))
                    .filter(source -> source.digest().equals(layer.pushed().digest()))
                    .orElse(layer.pushed()));
            diffIds.add(layer.diffId());
        }
        if (!ImageConfig.parse(configBytes).rootFs().diffIds().equals(diffIds)) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH, "the layers in the tar file are not those of " + image.config());
        }
        Descriptor described = Descriptor.ofContent(MediaType.DOCKER_CONFIG, configBytes);
        if (scheme.headBlob(target.withoutVersion(), described).isEmpty()) {
            scheme.putBlob(target.withoutVersion(), described, BlobSource.ofBytes(configBytes));
        }
        ImageManifest manifest = ImageManifest.of(MediaType.DOCKER_MANIFEST, described, pushed);
        scheme.putManifest(target, manifest, ManifestPut.top());
        return manifest.descriptor();
    }
}
