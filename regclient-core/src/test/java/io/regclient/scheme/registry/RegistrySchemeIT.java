// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.testing.DockerRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheme against the CNCF distribution registry of this machine (contract section 23). */
class RegistrySchemeIT {
    private static final byte[] CONTENT = Samples.content(3_000_000);
    private static final Descriptor BLOB = Samples.blob(CONTENT);
    private static final Descriptor UNKNOWN =
            new Descriptor("", Optional.empty(), -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");

    @TempDir
    private Path directory = Path.of("");

    private final RegistryScheme scheme = LoopbackClient.scheme();

    @AfterEach
    void close() {
        scheme.close();
    }

    private DockerRegistry start() throws IOException {
        return DockerRegistry.start(directory, DockerRegistry.Options.OPEN);
    }

    private static Ref ref(DockerRegistry registry, String text) throws IOException {
        return Ref.parse(registry.name() + "/" + text);
    }

    private byte[] read(Ref repo, Descriptor blob) throws IOException {
        try (BlobReader reader = scheme.getBlob(repo, blob)) {
            return reader.readAllBytes();
        }
    }

    private Manifest pushImage(DockerRegistry registry, String tag) throws IOException {
        byte[] layerContent = Samples.bytes("layer of " + tag);
        Descriptor config = Descriptor.ofContent(MediaType.OCI_CONFIG, Samples.bytes("{}"));
        Descriptor layer = Descriptor.ofContent(MediaType.OCI_LAYER_GZIP, layerContent);
        scheme.putBlob(ref(registry, "app"), config, BlobSource.ofBytes(Samples.bytes("{}")));
        scheme.putBlob(ref(registry, "app"), layer, BlobSource.ofBytes(layerContent));
        Manifest image = ImageManifest.of(MediaType.OCI_MANIFEST, config, List.of(layer));
        scheme.putManifest(ref(registry, "app:" + tag), image, ManifestPut.top());
        return image;
    }

    @Test
    @DisplayName("BL-8 to BL-16: blobs at once, in chunks, mounted, empty and deleted")
    void blobs() throws IOException {
        try (DockerRegistry registry = start()) {
            Ref app = ref(registry, "app");
            assertThat(scheme.putBlob(app, BLOB, BlobSource.ofBytes(CONTENT))).isEqualTo(BLOB);
            assertThat(read(app, BLOB)).isEqualTo(CONTENT);
            Ref stdin = ref(registry, "stdin");
            assertThat(scheme.putBlob(stdin, UNKNOWN, BlobSource.once(new ByteArrayInputStream(CONTENT))))
                    .isEqualTo(BLOB);
            assertThat(read(stdin, BLOB)).isEqualTo(CONTENT);
            Ref copy = ref(registry, "copy");
            assertThat(scheme.mountBlob(app, copy, BLOB)).isTrue();
            assertThat(read(copy, BLOB)).isEqualTo(CONTENT);
            Descriptor empty = Samples.blob(new byte[0]);
            scheme.putBlob(app, empty, BlobSource.ofBytes(new byte[0]));
            assertThat(read(app, empty)).isEmpty();
            scheme.deleteBlob(app, BLOB);
            assertThat(scheme.headBlob(app, BLOB)).isEmpty();
        }
    }

    @Test
    @DisplayName("BL-16: wrong content is refused before it is committed")
    void wrongContent() throws IOException {
        try (DockerRegistry registry = start()) {
            byte[] wrong = CONTENT.clone();
            wrong[CONTENT.length - 1]++;
            Ref app = ref(registry, "app");
            failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.putBlob(app, BLOB, BlobSource.ofBytes(wrong)));
            failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.putBlob(app, BLOB.withSize(-1), BlobSource.ofBytes(wrong)));
            assertThat(scheme.headBlob(app, BLOB)).isEmpty();
        }
    }

    @Test
    @DisplayName("BL-11, BL-14: uploads survive a connection that breaks in the middle, with and without known digest")
    void brokenConnections() throws IOException {
        try (DockerRegistry registry = start()) {
            for (Descriptor expected : List.of(BLOB, UNKNOWN)) {
                String repo = "app" + (expected.size() + 1);
                try (BreakingProxy proxy = new BreakingProxy(port(registry), 1_600_000)) {
                    Ref target = Ref.parse(proxy.name() + "/" + repo);
                    assertThat(scheme.putBlob(target, expected, BlobSource.ofBytes(CONTENT)))
                            .isEqualTo(BLOB);
                    assertThat(proxy.hasBroken()).isTrue();
                }
                assertThat(read(ref(registry, repo), BLOB)).isEqualTo(CONTENT);
            }
        }
    }

    private static int port(DockerRegistry registry) {
        return Integer.parseInt(registry.name().substring(registry.name().indexOf(':') + 1));
    }

    @Test
    @DisplayName("TG-1, TG-7, TG-9: tags are listed, and deleted by a throw-away image")
    void tags() throws IOException {
        try (DockerRegistry registry = start()) {
            Manifest image = pushImage(registry, "v1");
            scheme.putManifest(ref(registry, "app:v2"), image, ManifestPut.top());
            scheme.deleteTag(ref(registry, "app:v1"));
            assertThat(scheme.listTags(ref(registry, "app"), ListOptions.ALL).tags())
                    .containsExactly("v2");
            assertThat(scheme.getManifest(ref(registry, "app:v2"))).isEqualTo(image);
            failure(ErrorKind.NOT_FOUND, () -> scheme.deleteTag(ref(registry, "app:v1")));
            failure(ErrorKind.NOT_FOUND, () -> scheme.listTags(ref(registry, "absent"), ListOptions.ALL));
            assertThat(scheme.listRepos(registry.name(), ListOptions.ALL).repositories())
                    .containsExactly("app");
            scheme.ping(ref(registry, "app"));
        }
    }

    @Test
    @DisplayName("24.E 84, TG-8: with deletion switched off the tag keeps its manifest")
    void deletionSwitchedOff() throws IOException {
        try (DockerRegistry registry = DockerRegistry.start(directory, DockerRegistry.Options.OPEN.withoutDelete())) {
            Manifest image = pushImage(registry, "v1");
            RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> scheme.deleteTag(ref(registry, "app:v1")));
            assertThat(e.getMessage()).contains("[http 405]", "set back to " + image.digest());
            assertThat(scheme.getManifest(ref(registry, "app:v1"))).isEqualTo(image);
        }
    }

    @Test
    @DisplayName("RF-3 to RF-8: referrers live in the fallback tag")
    void referrers() throws IOException {
        try (DockerRegistry registry = start()) {
            Manifest image = pushImage(registry, "v1");
            Ref subject = ref(registry, "app@" + image.digest());
            assertThat(scheme.listReferrers(subject, ReferrerQuery.ALL).descriptors())
                    .isEmpty();
            Manifest referrer = Samples.referrer(image, "text/sbom", Map.of("k", "v"));
            Ref target = ref(registry, "app@" + referrer.digest());
            scheme.putBlob(target, Samples.EMPTY_CONFIG, BlobSource.ofBytes(Samples.bytes("{}")));
            scheme.putManifest(target, referrer, ManifestPut.child());
            assertThat(scheme.listReferrers(subject, ReferrerQuery.ALL).descriptors())
                    .containsExactly(ReferrerTag.entry(referrer));
            scheme.deleteManifest(target, ManifestDelete.withReferrers());
            assertThat(scheme.listReferrers(subject, ReferrerQuery.ALL).descriptors())
                    .isEmpty();
            assertThat(scheme.listTags(ref(registry, "app"), ListOptions.ALL).tags())
                    .containsExactly("v1");
        }
    }

    @Test
    @DisplayName("MF-15: this registry refuses sha512 manifests, and says so")
    void sha512() throws IOException {
        try (DockerRegistry registry = start()) {
            Manifest image = pushImage(registry, "v1").withDigestAlgorithm(DigestAlgorithm.SHA512);
            RegistryException e = failure(
                    ErrorKind.HTTP_STATUS,
                    () -> scheme.putManifest(ref(registry, "app:v512"), image, ManifestPut.top()));
            assertThat(e.getMessage()).contains("DIGEST_INVALID");
        }
    }
}
