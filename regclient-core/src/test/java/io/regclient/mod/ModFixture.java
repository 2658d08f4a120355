// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.RegClient;
import io.regclient.RegClientBuilder;
import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.server.samples.SampleImage;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.OpenFiles;
import io.regclient.testing.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A registry with images and a client that modifies them; new history entries are of 2026-03-01. */
public final class ModFixture implements AutoCloseable {
    static final String STARTED = "2026-03-01T00:00:00Z";

    /** A config without layers. */
    static final String CONFIG =
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}";

    static final String BASE_NAME = "org.opencontainers.image.base.name";
    static final String BASE_DIGEST = "org.opencontainers.image.base.digest";

    private static final String EPOCH = "1772323200";

    final InProcessRegistry registry = InProcessRegistry.start();
    final RegClient client;
    private final Path temporary;

    /**
     * Starts a registry.
     *
     * @param directory an empty directory; layers on their way lie in {@code tmp} below it
     */
    ModFixture(Path directory) {
        try {
            temporary = Files.createDirectory(directory.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client = builder(registry)
                .environment(Environment.of(Map.of("SOURCE_DATE_EPOCH", EPOCH), Path.of("/"), directory))
                .temporaryDirectory(temporary)
                .build();
    }

    /** A client of another registry. */
    static RegClient client(InProcessRegistry registry) {
        return builder(registry)
                .environment(Environment.of(Map.of(), Path.of("/"), Path.of("")))
                .build();
    }

    private static RegClientBuilder builder(InProcessRegistry registry) {
        HostTable.Builder hosts = HostTable.builder(warning -> {});
        hosts.add(HostConfig.builder(registry.host()).tls(TlsMode.DISABLED).build());
        return RegClient.builder()
                .hosts(hosts.build())
                .delay(Duration.ofMillis(1), Duration.ofMillis(10))
                .warnings(text -> {});
    }

    Ref ref(String name) {
        try {
            return Ref.parse(name.startsWith("ocidir://") ? name : registry.host() + "/" + name);
        } catch (RegistryException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Changes an image in its repository and returns the result. */
    Ref modify(String source, ImageEdit... edits) throws IOException {
        return client.images().modify(ref(source), Optional.empty(), List.of(edits));
    }

    Ref modifyTo(String source, String target, ImageEdit... edits) throws IOException {
        return client.images().modify(ref(source), Optional.of(ref(target)), List.of(edits));
    }

    RegistryException failure(String source, ImageEdit... edits) {
        return failure(() -> modify(source, edits));
    }

    public static RegistryException failure(ThrowingCallable call) {
        RegistryException e = Assertions.catchThrowableOfType(RegistryException.class, call);
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        return e;
    }

    Manifest manifest(Ref ref) throws IOException {
        return client.manifests().get(ref, Optional.empty());
    }

    /** The manifest an index entry names. */
    Manifest child(Ref index, int entry) throws IOException {
        return client.manifests().get(index, manifest(index).manifests().get(entry));
    }

    ImageConfig config(Ref repo, Manifest manifest) throws IOException {
        return client.images().readConfig(repo, manifest.config().orElseThrow());
    }

    ImageConfig config(Ref image) throws IOException {
        return config(image, manifest(image));
    }

    byte[] blob(Ref repo, Descriptor blob) throws IOException {
        try (BlobReader in = client.blobs().get(repo, blob)) {
            return in.readAllBytes();
        }
    }

    List<Descriptor> referrers(Ref repo, Digest subject) throws IOException {
        return client.referrers()
                .list(repo.withDigest(subject), ReferrerQuery.ALL)
                .descriptors();
    }

    /** Stores a sample and forgets the requests so far. */
    SampleImage put(String name, SampleImage image) {
        int colon = name.indexOf(':');
        registry.put(name.substring(0, colon), image, name.substring(colon + 1));
        registry.requests().clear();
        return image;
    }

    /** Stores a manifest and the blobs it names as they are written here. */
    Manifest putRaw(String name, String mediaType, String manifest, String... blobs) throws IOException {
        for (String blob : blobs) {
            byte[] bytes = bytes(blob);
            client.blobs().put(ref(name), Descriptor.ofContent("", bytes), BlobSource.ofBytes(bytes));
        }
        Manifest parsed = Manifest.parse(mediaType, Optional.empty(), bytes(manifest));
        client.manifests().put(ref(name), parsed, ManifestPut.top());
        registry.requests().clear();
        return parsed;
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(Manifest manifest) {
        return new String(manifest.raw(), StandardCharsets.UTF_8);
    }

    public static Digest digest(String text) {
        return Digest.sha256(bytes(text));
    }

    /** A descriptor of a text as it stands in a manifest. */
    static String descriptor(String mediaType, String content) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest(content) + "\",\"size\":"
                + bytes(content).length + "}";
    }

    /** Requests that change something. */
    List<RecordedRequest> writes() {
        return registry.requests().all().stream()
                .filter(r -> !r.method().equals("GET") && !r.method().equals("HEAD"))
                .toList();
    }

    /** Digests and tags of pushed manifests, in this order. */
    List<String> pushedManifests() {
        return registry.requests().matching("PUT", "/manifests/").stream()
                .map(r -> r.path().substring(r.path().lastIndexOf('/') + 1))
                .toList();
    }

    int count(String method, String target) {
        return registry.requests().count(method, target);
    }

    List<Path> temporaryFiles() throws IOException {
        return OpenFiles.in(temporary);
    }

    @Override
    public void close() {
        client.close();
        registry.close();
    }
}
