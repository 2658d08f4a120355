// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.CopyOptions;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.server.samples.SampleImage;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegClientTest extends OneRegistry {
    private static final Platform ARM = Platform.of("linux", "arm64", "");

    @Test
    @DisplayName("24.E 70, MF-11: a platform picks the child of an index: HEAD costs HEAD, GET, HEAD")
    void picksThePlatform() throws IOException {
        SampleImage arm = ImageFixture.image("linux/arm64").build();
        SampleImage index =
                ImageFixture.index(ImageFixture.image().build(), arm).build();
        registry.put("multi", index, "v1");
        Ref ref = ref(registry, "multi:v1");

        assertThat(client.manifests()
                        .head(ref, Optional.of(ARM))
                        .orElseThrow()
                        .descriptor()
                        .digest())
                .contains(arm.digest());
        assertThat(registry.requests().lines())
                .containsExactly(
                        "HEAD /v2/multi/manifests/v1",
                        "GET /v2/multi/manifests/" + index.digest(),
                        "HEAD /v2/multi/manifests/" + arm.digest());
        assertThat(client.manifests().get(ref, Optional.of(ARM)).digest()).isEqualTo(arm.digest());
        assertThat(client.manifests().get(ref, Optional.empty()).digest()).isEqualTo(index.digest());
        assertThat(client.manifests().resolve(ref, ARM)).isEqualTo(ref.addDigest(arm.digest()));
    }

    @Test
    @DisplayName("MF-11, DE-3: nested indexes are followed, a missing platform is NOT_FOUND")
    void followsNestedIndexes() throws IOException {
        SampleImage arm = ImageFixture.image("linux/arm64").build();
        SampleImage inner = ImageFixture.index(arm).build();
        registry.put("inner", inner, "v1");
        Ref ref = ref(registry, "inner:v1");

        assertThat(client.manifests().get(ref, Optional.of(ARM)).digest()).isEqualTo(arm.digest());
        Platform other = Platform.of("linux", "s390x", "");
        assertThat(failure(() -> client.manifests().get(ref, Optional.of(other))))
                .hasMessageStartingWith("platform not found: linux/s390x, ")
                .hasMessageContaining(" has linux/");
        assertThat(failure(() -> client.manifests().head(ref, Optional.of(other)))
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    @DisplayName("MF-11: a platform is ignored where there is no index")
    void ignoresThePlatformOfASingleImage() throws IOException {
        SampleImage image = ImageFixture.image().build();
        registry.put("app", image, "v1");
        Ref ref = ref(registry, "app:v1");

        assertThat(client.manifests().get(ref, Optional.of(ARM)).digest()).isEqualTo(image.digest());
        assertThat(client.manifests().head(ref, Optional.of(ARM))).isPresent();
        assertThat(client.manifests().resolve(ref, ARM)).isEqualTo(ref);
    }

    @Test
    @DisplayName("24.E 69, MF-9: where HEAD has no digest header a described manifest costs HEAD and GET")
    void findsTheDigestByGet() throws IOException {
        SampleImage image = ImageFixture.small(1);
        registry.put("app", image, "v1");
        registry.faults().on("HEAD", "/v2/app/manifests/", new Fault.RemoveHeader("Docker-Content-Digest"));
        Ref ref = ref(registry, "app:v1");

        assertThat(client.manifests()
                        .head(ref, Optional.empty())
                        .orElseThrow()
                        .descriptor()
                        .digest())
                .isEmpty();
        assertThat(client.manifests()
                        .describe(ref, Optional.empty())
                        .descriptor()
                        .digest())
                .contains(image.digest());
        assertThat(failure(() -> client.manifests().describe(ref.withTag("none"), Optional.empty()))
                        .kind())
                .isEqualTo(ErrorKind.NOT_FOUND);
    }

    @Test
    @DisplayName("CF-1, BL-21: the config of an image is read; that of an artifact is refused")
    void readsTheConfig() throws IOException {
        registry.put("multi", ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        registry.put("chart", ImageFixture.artifact("example/chart").build(), "v1");

        assertThat(client.images()
                        .readConfig(ref(registry, "multi:v1"), Optional.of(ARM))
                        .image()
                        .platform()
                        .architecture())
                .isEqualTo("arm64");
        assertThat(failure(() -> client.images().readConfig(ref(registry, "chart:v1"), Optional.empty()))
                        .kind())
                .isEqualTo(ErrorKind.UNSUPPORTED_MEDIA_TYPE);
    }

    @Test
    @DisplayName("24.G 115, RF-1: referrers by tag cost a HEAD; those of a platform belong to the child")
    void listsReferrers() throws IOException {
        SampleImage arm = ImageFixture.image("linux/arm64").build();
        SampleImage index = ImageFixture.index(arm).build();
        SampleImage ofArm = ImageFixture.artifact("example/sbom").subject(arm).build();
        registry.put("app", index.withReferrer(ofArm), "v1");
        Ref ref = ref(registry, "app:v1");

        assertThat(client.referrers().list(ref, ReferrerQuery.ALL).descriptors())
                .isEmpty();
        assertThat(registry.requests().lines())
                .containsExactly("HEAD /v2/app/manifests/v1", "GET /v2/app/referrers/" + index.digest());
        assertThat(client.referrers()
                        .list(ref, Optional.of(ARM), ref, ReferrerQuery.ALL)
                        .descriptors())
                .hasSize(1);
    }

    @Test
    @DisplayName("RF-1: the list of another repository, or of a layout, is asked for the same digest")
    void listsReferrersElsewhere(@TempDir Path root) throws IOException {
        SampleImage image = ImageFixture.small(1);
        SampleImage signature =
                ImageFixture.artifact("example/sig").subject(image).build();
        registry.put("app", image, "v1");
        registry.put("signatures", image.withReferrer(signature), "copy");
        Ref layout = ref("ocidir://" + root.resolve("l") + ":copy");
        client.images()
                .copy(
                        ref(registry, "signatures:copy"),
                        layout,
                        CopyOptions.builder().referrers().build());

        for (Ref source : List.of(ref(registry, "signatures"), layout)) {
            assertThat(client.referrers()
                            .list(ref(registry, "app:v1"), Optional.empty(), source, ReferrerQuery.ALL)
                            .descriptors())
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("MF-19: the pull limit is read from one HEAD")
    void readsTheRateLimit() throws IOException {
        try (InProcessRegistry limited = InProcessRegistry.builder()
                        .pullLimit(100, Duration.ofHours(6))
                        .start();
                RegClient other = ClientFixture.client(limited)) {
            limited.put("app", ImageFixture.small(1), "v1");

            assertThat(other.manifests().readRateLimit(ref(limited, "app:v1")).limit())
                    .isEqualTo(100);
            assertThat(limited.requests().lines()).containsExactly("HEAD /v2/app/manifests/v1");
        }
    }

    @Test
    @DisplayName("TG-9: the catalog is one page; a name with a slash is refused")
    void listsRepositories() throws IOException {
        registry.put("a/b", ImageFixture.small(1), "v1");

        assertThat(client.repos().list(registry.host(), ListOptions.ALL).repositories())
                .containsExactly("a/b");
        assertThat(failure(() -> client.repos().list("host/repo", ListOptions.ALL))
                        .kind())
                .isEqualTo(ErrorKind.PARSING_FAILED);
    }

    @Test
    @DisplayName("blobs, manifests and tags are put, found, listed and deleted")
    void putsAndDeletes() throws IOException {
        Ref repo = ref(registry, "life");
        byte[] content = "{}".getBytes(StandardCharsets.UTF_8);
        Descriptor blob = client.blobs().put(repo, Descriptor.ofContent("", content), BlobSource.ofBytes(content));
        assertThat(client.blobs().head(repo, blob)).isPresent();
        assertThat(client.blobs().probe(repo, blob).orElseThrow().headers()).isNotEmpty();
        try (var in = client.blobs().get(repo, blob)) {
            assertThat(in.readAllBytes()).isEqualTo(content);
        }
        assertThat(client.blobs().mount(repo, ref(registry, "mounted"), blob)).isTrue();
        SampleImage image = ImageFixture.small(5);
        registry.put("life", image, "v1");
        Manifest manifest = client.manifests().get(repo.withTag("v1"), Optional.empty());
        assertThat(client.manifests().put(repo.withTag("v2"), manifest, ManifestPut.top()))
                .isEqualTo(image.descriptor());
        assertThat(client.tags().list(repo, ListOptions.ALL).tags()).containsExactly("v1", "v2");
        client.tags().delete(repo.withTag("v1"));
        assertThat(client.tags().list(repo, ListOptions.ALL).tags()).containsExactly("v2");
        client.manifests().delete(repo.withDigest(image.digest()), ManifestDelete.plain());
        assertThat(client.manifests().head(repo.withTag("v2"), Optional.empty()))
                .isEmpty();
        client.blobs().delete(repo, blob);
        assertThat(client.blobs().head(repo, blob)).isEmpty();
        assertThat(client.ping(repo).headers()).isNotEmpty();
    }

    @Test
    @DisplayName("REF-11: references that name too little are refused before any request")
    void refusesIncompleteReferences() throws IOException {
        Ref host = Ref.parseHost(registry.host());
        Ref repo = ref(registry, "app").withoutVersion();
        Descriptor blob = ImageFixture.small(1).descriptor();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> client.tags().list(host, ListOptions.ALL),
                () -> client.blobs().head(host, blob),
                () -> client.blobs().get(host, blob),
                () -> client.blobs().delete(host, blob),
                () -> client.blobs().copy(host, repo, blob),
                () -> client.manifests().get(repo, Optional.empty()),
                () -> client.manifests().head(repo, Optional.of(ARM)),
                () -> client.manifests().delete(repo, ManifestDelete.plain()),
                () -> client.tags().delete(repo),
                () -> client.referrers().list(repo, ReferrerQuery.ALL),
                () -> client.images().copy(repo, repo.withTag("v1"), CopyOptions.PLAIN),
                () -> client.images().copy(repo.withTag("v1"), repo, CopyOptions.PLAIN))) {
            assertThat(failure(call).kind()).isEqualTo(ErrorKind.INVALID_REFERENCE);
        }
        assertThat(registry.requests().lines()).isEmpty();
    }

    @Test
    @DisplayName("G-3: ocifile parses but is not implemented")
    void refusesOcifile() throws IOException {
        Ref file = ref("ocifile://somewhere:v1");

        assertThat(failure(() -> client.manifests().get(file, Optional.empty())))
                .hasMessage("ref is not set: ");
        assertThat(failure(() -> client.images().copy(ref(registry, "app:v1"), file, CopyOptions.PLAIN)))
                .hasMessage("not implemented: unknown scheme \"ocifile\"");
    }

    @Test
    @DisplayName("24.E 86, TG-10: a refused ping tells the headers of the answer")
    void tellsHeadersOfARefusedPing() {
        String challenge = "Basic realm=\"private\"";
        registry.faults().on("GET", "^/v2/$", new Fault.Status(401, Map.of("WWW-Authenticate", challenge), ""));

        RegistryException e = failure(() -> client.ping(ref(registry, "app")));

        assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        assertThat(e.responseHeader("WWW-Authenticate")).containsExactly(challenge);
    }

    @Test
    @DisplayName("WA-1: every call of the client is an operation of its own")
    void reportsWarningsPerCall() throws IOException {
        registry.put("app", ImageFixture.small(1), "v1");
        registry.faults().on("*", "/v2/", new Fault.SetHeader("Warning", "299 - \"deprecated\""));
        List<String> warnings = new CopyOnWriteArrayList<>();
        Ref ref = ref(registry, "app:v1");
        try (RegClient warned =
                ClientFixture.builder(registry).warnings(warnings::add).build()) {
            List<Step> calls = List.of(
                    () -> warned.ping(ref),
                    () -> warned.repos().list(registry.host(), ListOptions.ALL),
                    () -> warned.tags().list(ref, ListOptions.ALL),
                    () -> warned.manifests().head(ref, Optional.empty()),
                    () -> warned.manifests().describe(ref, Optional.empty()),
                    () -> warned.manifests().get(ref, Optional.of(ARM)),
                    () -> warned.manifests().readRateLimit(ref),
                    () -> warned.images().readConfig(ref, Optional.empty()),
                    () -> warned.referrers().list(ref, ReferrerQuery.ALL),
                    () -> warned.images().copy(ref, ref(registry, "copy:v1"), CopyOptions.PLAIN),
                    () -> warned.tags().delete(ref));
            for (int i = 0; i < calls.size(); i++) {
                calls.get(i).run();
                assertThat(warnings).as("after call " + i).hasSize(i + 1);
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    @Test
    @DisplayName("24.D 56, WA-1: a warning of a registry is reported once per operation, copies included")
    void reportsWarningsOnce() throws IOException {
        registry.put("app", ImageFixture.small(1), "v1");
        registry.faults().on("*", "/v2/", new Fault.SetHeader("Warning", "299 - \"deprecated\""));
        List<String> warnings = new CopyOnWriteArrayList<>();
        try (RegClient warned =
                ClientFixture.builder(registry).warnings(warnings::add).build()) {
            for (int i = 0; i < 2; i++) {
                Ref target = ref(registry, "copy" + i + ":v1");
                warned.operation(() -> {
                    warned.manifests().get(ref(registry, "app:v1"), Optional.empty());
                    return warned.images().copy(ref(registry, "app:v1"), target, CopyOptions.PLAIN);
                });
            }
        }

        assertThat(warnings).containsExactly("deprecated", "deprecated");
    }
}
