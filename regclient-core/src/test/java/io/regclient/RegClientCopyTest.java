// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.LocalPlatform;
import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.Concurrently;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RecordedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies between real registries and layouts: what goes over the wire. */
class RegClientCopyTest extends TwoRegistries {
    @Test
    @DisplayName("BL-20: a new image between registries costs HEAD, GET, PUT and four requests per blob")
    void copiesBetweenRegistries() throws IOException {
        CopyResult result = client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);

        int blobs = image.blobs().size();
        assertThat(one.requests().lines()).hasSize(1 + blobs);
        assertThat(two.requests().lines()).hasSize(2 + 3 * blobs);
        assertThat(two.requests().count("HEAD", "/blobs/sha256:")).isEqualTo(blobs);
        assertThat(two.requests().count("POST", "mount=sha256")).isEqualTo(blobs);
        assertThat(two.requests().lines().getLast()).isEqualTo("PUT /v2/app/manifests/v1");
        assertThat(result.digest()).isEqualTo(image.digest());
        assertThat(client.manifests().get(ref(two, "app:v1"), Optional.empty()).raw())
                .isEqualTo(image.root().bytes());
    }

    @Test
    @DisplayName("24.I 124, IC-3: a repeated copy costs one HEAD on each side")
    void repeatsWithTwoHeads() throws IOException {
        client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);
        one.requests().clear();
        two.requests().clear();

        client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);

        assertThat(one.requests().lines()).containsExactly("HEAD /v2/app/manifests/v1");
        assertThat(two.requests().lines()).containsExactly("HEAD /v2/app/manifests/v1");
    }

    @Test
    @DisplayName("24.I 125, IC-8: a new tag in the same repository costs three requests")
    void retagsWithThreeRequests() throws IOException {
        client.images().copy(ref(one, "app:v1"), ref(one, "app:v2"), CopyOptions.PLAIN);

        assertThat(one.requests().lines())
                .containsExactly("HEAD /v2/app/manifests/v2", "GET /v2/app/manifests/v1", "PUT /v2/app/manifests/v2");
    }

    @Test
    @DisplayName("24.F 101, BL-5, BL-20: in one registry blobs are mounted and none is read")
    void mountsWithinARegistry() throws IOException {
        CopyResult result = client.images().copy(ref(one, "app:v1"), ref(one, "other:v1"), CopyOptions.PLAIN);

        int blobs = image.blobs().size();
        assertThat(one.requests().count("GET", "/blobs/")).isZero();
        assertThat(one.requests().matching("POST", "mount=.*from=app")).hasSize(blobs);
        assertThat(one.requests().lines()).hasSize(3 + 2 * blobs);
        assertThat(result.blobs().mounted()).isEqualTo(blobs);
    }

    @Test
    @DisplayName("24.F 102, BL-5: a mount answered by 202 is followed by an upload into what the answer opened")
    void uploadsWhereMountsAreRefused() throws IOException {
        try (InProcessRegistry strict = InProcessRegistry.builder()
                        .without(RegistryFeature.MOUNT)
                        .start();
                RegClient other = ClientFixture.client(strict)) {
            strict.put("app", image, "v1");

            other.images().copy(ref(strict, "app:v1"), ref(strict, "other:v1"), CopyOptions.PLAIN);

            int blobs = image.blobs().size();
            assertThat(strict.requests().count("GET", "/v2/app/blobs/")).isEqualTo(blobs);
            assertThat(strict.requests().count("POST", "/uploads/")).isEqualTo(blobs);
            assertThat(strict.requests().count("PUT", "/uploads/")).isEqualTo(blobs);
            assertThat(strict.requests().count("DELETE", "/uploads/")).isZero();
            assertThat(other.manifests()
                            .get(ref(strict, "other:v1"), Optional.empty())
                            .digest())
                    .isEqualTo(image.digest());
        }
    }

    @Test
    @DisplayName("BL-5, IC-1: images that share layers, copied at the same time to one registry, send each once")
    void sendsSharedLayersOnce() throws Exception {
        SampleLayer base = SampleLayer.random(7, 200_000);
        for (int i = 0; i < 6; i++) {
            one.put(
                    "src" + i,
                    ImageFixture.image().layer(base).layer("f", "own " + i).build(),
                    "v1");
        }
        one.requests().clear();

        Concurrently.run(IntStream.range(0, 6)
                .<Concurrently.Step>mapToObj(i -> () -> client.images()
                        .copy(ref(one, "src" + i + ":v1"), ref(two, "dst" + i + ":v1"), CopyOptions.PLAIN))
                .toList());

        Manifest any = client.manifests().get(ref(two, "dst0:v1"), Optional.empty());
        String shared = any.layers().getFirst().digest().orElseThrow().hex();
        assertThat(one.requests().count("GET", "/blobs/sha256:" + shared)).isEqualTo(1);
        assertThat(two.requests().matching("POST", "mount=.*" + shared + "&from=dst"))
                .hasSize(5);
    }

    @Test
    @DisplayName("IC-1, BL-20: ten platforms that share a base transfer it once")
    void sendsTheBaseOfTenPlatformsOnce() throws IOException {
        SampleLayer base = SampleLayer.random(8, 300_000);
        SampleImage[] platforms = IntStream.range(0, 10)
                .mapToObj(i -> ImageFixture.image("linux/arm/v" + i)
                        .layer(base)
                        .layer("own.txt", "platform " + i)
                        .build())
                .toArray(SampleImage[]::new);
        one.put("ten", ImageFixture.index(platforms).build(), "v1");

        CopyResult result = client.images().copy(ref(one, "ten:v1"), ref(two, "ten:v1"), CopyOptions.PLAIN);

        String shared = platforms[0].blobs().stream()
                .filter(blob -> blob.bytes().length > 300_000)
                .findFirst()
                .orElseThrow()
                .digest()
                .toString();
        assertThat(one.requests().count("GET", "/blobs/" + shared)).isEqualTo(1);
        assertThat(two.requests().count("HEAD", "/blobs/"))
                .as("the repository is new")
                .isZero();
        assertThat(two.requests().count("PUT", "/blobs/uploads/")).isEqualTo(1 + 10 + 10);
        assertThat(result.blobs().sent()).isEqualTo(21);
    }

    @Test
    @DisplayName("IC-21: registry to layout to layout to registry keeps digest, children and referrers")
    void copiesThroughLayouts() throws IOException {
        SampleImage index = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        SampleImage signature = ImageFixture.artifact("example/signature")
                .blob("text/plain", "signed")
                .subject(index)
                .build();
        one.put("multi", index.withReferrer(signature), "v1");
        Ref first = ref("ocidir://" + root.resolve("first") + ":v1");
        Ref second = ref("ocidir://" + root.resolve("second") + ":v1");
        CopyOptions options = CopyOptions.builder().referrers().build();

        client.images().copy(ref(one, "multi:v1"), first, options);
        client.finish(first);
        client.images().copy(first, second, options);
        client.finish(second);
        CopyResult result = client.images().copy(second, ref(two, "multi:v1"), options);

        assertThat(result.digest()).isEqualTo(index.digest());
        assertThat(result.manifestsPushed()).isEqualTo(4);
        assertThat(client.referrers()
                        .list(ref(two, "multi:v1"), ReferrerQuery.ALL)
                        .descriptors())
                .extracting(d -> d.digest().orElseThrow())
                .containsExactly(signature.digest());
        assertThat(Files.readString(root.resolve("second").resolve("index.json")))
                .contains("\"v1\"");
    }

    @Test
    @DisplayName("IC-11, RF-6: referrers are pushed before their subject, also to a registry without the API")
    void pushesReferrersFirst() throws IOException {
        SampleImage signature = ImageFixture.artifact("example/signature")
                .blob("text/plain", "signed")
                .subject(image)
                .build();
        one.put("signed", image.withReferrer(signature), "v1");
        try (InProcessRegistry old = InProcessRegistry.builder()
                        .without(RegistryFeature.REFERRERS_API)
                        .start();
                RegClient other = ClientFixture.client(one, old)) {

            other.images()
                    .copy(
                            ref(one, "signed:v1"),
                            ref(old, "signed:v1"),
                            CopyOptions.builder().referrers().digestTags(true).build());

            List<String> puts = old.requests().matching("PUT", "/manifests/").stream()
                    .map(RecordedRequest::line)
                    .toList();
            assertThat(puts).hasSize(3).endsWith("PUT /v2/signed/manifests/v1");
            assertThat(puts.get(1)).startsWith("PUT /v2/signed/manifests/sha256-");
            assertThat(other.referrers()
                            .list(ref(old, "signed:v1"), ReferrerQuery.ALL)
                            .descriptors())
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    @DisplayName("24.I 131, IC-2: a target that answers 401 or 403 ends the copy at once")
    void stopsAtAForbiddenTarget(int status) {
        two.faults().on("*", "/v2/app/", new Fault.Status(status));

        RegistryException e =
                failure(() -> client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN));

        assertThat(e.httpStatus()).hasValue(status);
        assertThat(e).hasMessageStartingWith("failed to access target registry: ");
        assertThat(one.requests().lines()).isEmpty();
        assertThat(two.requests().lines()).hasSize(1);
    }

    @Test
    @DisplayName("24.I 132, IC-2: a target that is down ends the copy before anything is read")
    void stopsAtAClosedTarget() {
        InProcessRegistry gone = InProcessRegistry.start();
        gone.close();
        try (RegClient other = ClientFixture.client(one, gone)) {
            RegistryException e =
                    failure(() -> other.images().copy(ref(one, "app:v1"), ref(gone, "app:v1"), CopyOptions.PLAIN));

            assertThat(e.is(ErrorKind.TRANSPORT)).isTrue();
            assertThat(one.requests().lines()).isEmpty();
        }
    }

    @Test
    @DisplayName("24.I 134, IC-10: a layer that fails for good is named, and no manifest is pushed")
    void namesAFailingLayer() {
        String layer = image.blobs().getLast().digest().toString();
        one.faults().on("GET", "/blobs/" + layer, new Fault.Status(500));

        RegistryException e =
                failure(() -> client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN));

        assertThat(e).hasMessageContaining(layer);
        assertThat(two.requests().count("PUT", "/manifests/")).isZero();
    }

    @Test
    @DisplayName("RS-1: a source connection that breaks is resumed, the upload does not notice")
    void survivesABrokenSource() throws IOException {
        SampleImage big =
                ImageFixture.image().layer(SampleLayer.random(3, 500_000)).build();
        one.put("big", big, "v1");
        one.faults().on("GET", "/v2/big/blobs/", FaultPlan.Occurrence.first(1), new Fault.TruncateBody(1000));

        client.images().copy(ref(one, "big:v1"), ref(two, "big:v1"), CopyOptions.PLAIN);

        assertThat(client.manifests().get(ref(two, "big:v1"), Optional.empty()).digest())
                .isEqualTo(big.digest());
    }

    @Test
    @DisplayName("RB-10: an upload that breaks starts over with a second read of the source")
    void survivesABrokenUpload() throws IOException {
        two.faults().on("PUT", "/blobs/uploads/", FaultPlan.Occurrence.first(1), new Fault.Status(502));

        client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);

        assertThat(client.manifests().get(ref(two, "app:v1"), Optional.empty()).digest())
                .isEqualTo(image.digest());
    }

    @Test
    @DisplayName("24.I 136, IC-18: a hook that fails ends the copy, the upload session is canceled")
    void cancelsTheUploadOfAFailingHook() {
        CopyOptions options = CopyOptions.builder()
                .blobHook((blob, content) -> {
                    throw RegistryException.of(ErrorKind.UNAVAILABLE, "hook says no");
                })
                .build();

        RegistryException e = failure(() -> client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), options));

        assertThat(e).hasMessageContaining("hook says no");
        assertThat(e.is(ErrorKind.UNAVAILABLE)).isTrue();
        assertThat(two.requests().matching("DELETE", "/uploads/")).isNotEmpty();
        assertThat(two.requests().count("PUT", "/manifests/")).isZero();
    }

    @Test
    @DisplayName("IC-6: a sparse copy is refused by a registry that checks children, and the error surfaces")
    void reportsARefusedSparseIndex() throws Exception {
        one.put("multi", ImageFixture.multiPlatform("linux/amd64", "linux/arm64"), "v1");
        CopyOptions options = CopyOptions.builder()
                .platforms(LocalPlatform.parseWanted(List.of("linux/amd64")))
                .build();

        RegistryException e = failure(() -> client.images().copy(ref(one, "multi:v1"), ref(two, "multi:v1"), options));

        assertThat(e.is(ErrorKind.HTTP_STATUS)).isTrue();
    }

    @Test
    @DisplayName("BL-19: one blob is copied by itself")
    void copiesABlob() throws IOException {
        Descriptor layer = image.blobs().getLast().descriptor();

        client.blobs().copy(ref(one, "app"), ref(two, "blobs"), layer);

        assertThat(client.blobs().head(ref(two, "blobs"), layer)).isPresent();
    }

    @Test
    @DisplayName("24.I 133, IC-8, BL-2: a foreign layer is skipped, or copied from its URL when asked for")
    void copiesForeignLayersFromTheirUrl() throws IOException {
        try (InProcessRegistry lax = InProcessRegistry.builder()
                        .without(RegistryFeature.REFERENCE_VALIDATION)
                        .start();
                RegClient other = ClientFixture.client(one, lax)) {
            byte[] content = "served elsewhere".getBytes(StandardCharsets.UTF_8);
            Descriptor foreign = Descriptor.ofContent(MediaType.OCI_FOREIGN_GZIP, content);
            other.blobs().put(ref(one, "elsewhere"), foreign, BlobSource.ofBytes(content));
            String url = one.uri() + "v2/elsewhere/blobs/" + foreign.digest().orElseThrow();
            lax.put("src", image);
            ImageManifest plain =
                    (ImageManifest) other.manifests().get(ref(lax, "src@" + image.digest()), Optional.empty());
            ImageManifest manifest = plain.withLayers(List.of(foreign.withUrls(List.of(url))));
            other.manifests().put(ref(lax, "src:v1"), manifest, ManifestPut.top());

            other.images().copy(ref(lax, "src:v1"), ref(lax, "without:v1"), CopyOptions.PLAIN);
            other.images()
                    .copy(
                            ref(lax, "src:v1"),
                            ref(lax, "with:v1"),
                            CopyOptions.builder().includeExternal(true).build());

            assertThat(other.blobs().head(ref(lax, "without"), foreign)).isEmpty();
            assertThat(other.blobs().head(ref(lax, "with"), foreign)).isPresent();
        }
    }

    @Test
    @DisplayName("RB-13: an interrupt ends a copy that waits for an answer, long before the answer comes")
    void endsWhenInterrupted() throws Exception {
        one.faults().on("GET", "/blobs/", new Fault.Delay(Duration.ofMinutes(1)));
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread caller = Thread.ofPlatform().start(() -> {
            try {
                client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);
                ended.complete(new AssertionError("not interrupted"));
            } catch (IOException e) {
                ended.complete(e);
            }
        });
        while (one.requests().count("GET", "/blobs/") == 0) {
            Thread.onSpinWait();
        }

        caller.interrupt();

        assertThat(RegistryException.is(ended.get(20, TimeUnit.SECONDS), ErrorKind.CANCELED))
                .isTrue();
    }
}
