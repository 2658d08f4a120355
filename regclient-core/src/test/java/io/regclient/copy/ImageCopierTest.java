// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static io.regclient.copy.CopyFixture.failure;
import static io.regclient.copy.CopyFixture.ref;
import static io.regclient.copy.CopyFixture.repo;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageCopierTest {
    private static final Ref SOURCE = ref("a.example/app:v1");
    private static final Ref TARGET = ref("b.example/app:v1");

    private final CopyFixture fixture = new CopyFixture();
    private final MemoryScheme registry = fixture.registry;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @DisplayName("IC-8, BL-20: a new image costs two manifest requests, one PUT and three calls per blob")
    void copiesAnImage() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app", "l1", "l2"), SOURCE);

        CopyResult result = fixture.copy(SOURCE, TARGET);

        List<String> calls = registry.calls();
        assertThat(calls)
                .startsWith("HEAD manifest b.example/app:v1", "GET manifest a.example/app:v1")
                .endsWith("PUT manifest b.example/app:v1")
                .hasSize(3 + 3 * 3);
        assertThat(registry.getManifest(TARGET).raw())
                .isEqualTo(image.manifest().raw());
        assertThat(image.blobs().keySet()).allMatch(b -> registry.hasBlob(TARGET, b));
        assertThat(result.digest()).isEqualTo(image.manifest().digest());
        assertThat(result.target()).isEqualTo(TARGET);
        assertThat(result.manifestsPushed()).isEqualTo(1);
        assertThat(result.blobs().sent()).isEqualTo(3);
        assertThat(result.bytes().sent())
                .isEqualTo(image.blobs().keySet().stream()
                        .mapToLong(Descriptor::size)
                        .sum());
    }

    @Test
    @DisplayName("24.I 124, IC-3: a repeated copy costs two HEADs and one skipped event")
    void skipsAnEqualImage() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app", "l1"), SOURCE);
        fixture.copy(SOURCE, TARGET);
        registry.calls();

        CopyResult result = fixture.copy(SOURCE, TARGET);

        assertThat(registry.calls())
                .containsExactly("HEAD manifest b.example/app:v1", "HEAD manifest a.example/app:v1");
        assertThat(fixture.events()).hasSize(1);
        ProgressEvent event = fixture.events().getFirst();
        assertThat(event.kind()).isEqualTo(ProgressEvent.Kind.MANIFEST);
        assertThat(event.state()).isEqualTo(ProgressEvent.State.SKIPPED);
        assertThat(event.content().digest()).contains(image.manifest().digest());
        assertThat(result.digest()).isEqualTo(image.manifest().digest());
        assertThat(result.manifestsSkipped()).isEqualTo(1);
    }

    @Test
    @DisplayName("IC-3: a source with a digest is compared by one HEAD of the target")
    void comparesAKnownDigestWithOneHead() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app"), SOURCE);
        fixture.copy(SOURCE, TARGET);
        registry.calls();

        fixture.copy(SOURCE.withDigest(image.manifest().digest()), TARGET);

        assertThat(registry.calls()).containsExactly("HEAD manifest b.example/app:v1");
    }

    @Test
    @DisplayName("IC-2, MF-9: where HEAD tells no digest a GET follows")
    void getsWhereHeadTellsNoDigest() throws IOException {
        fixture.push(StoredImage.of("app"), SOURCE);
        fixture.copy(SOURCE, TARGET);
        registry.withoutDigestHeader().calls();

        fixture.copy(SOURCE, TARGET);

        assertThat(registry.calls())
                .containsExactly(
                        "HEAD manifest b.example/app:v1",
                        "GET manifest b.example/app:v1",
                        "HEAD manifest a.example/app:v1",
                        "GET manifest a.example/app:v1");
    }

    @Test
    @DisplayName("IC-3: a fast check ends at an equal digest although referrers are wanted")
    void fastCheckSkipsReferrers() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app"), SOURCE);
        fixture.copy(SOURCE, TARGET);
        StoredImage.referrer("sig", "t", image.descriptor()).pushChild(registry, repo("a.example/app"));
        registry.calls();

        fixture.copy(SOURCE, TARGET, CopyOptions.builder().referrers().fastCheck(true));

        assertThat(registry.calls()).hasSize(2).allMatch(c -> c.startsWith("HEAD manifest"));
    }

    @Test
    @DisplayName("24.I 125, IC-8: a new tag in the same repository costs three requests and no blob is looked at")
    void retagsWithThreeRequests() throws IOException {
        fixture.push(StoredImage.of("app", "l1"), SOURCE);

        fixture.copy(SOURCE, ref("a.example/app:v2"));

        assertThat(registry.calls())
                .containsExactly(
                        "HEAD manifest a.example/app:v2",
                        "GET manifest a.example/app:v1",
                        "PUT manifest a.example/app:v2");
    }

    @Test
    @DisplayName("IC-4: a tag that moves between HEAD and GET does not mix two images")
    void readsByTheDigestItCompared() throws IOException {
        StoredImage old = fixture.push(StoredImage.of("old", "o"), SOURCE);
        fixture.push(StoredImage.of("other"), TARGET);
        StoredImage next = StoredImage.of("new", "n");
        next.pushBlobs(registry, SOURCE);
        AtomicBoolean moved = new AtomicBoolean();
        registry.before("GET manifest a.example", line -> {
            if (!moved.getAndSet(true)) {
                registry.putManifest(SOURCE, next.manifest(), ManifestPut.top());
            }
        });

        CopyResult result = fixture.copy(SOURCE, TARGET);

        assertThat(result.digest()).isEqualTo(old.manifest().digest());
        assertThat(registry.getManifest(TARGET).digest())
                .isEqualTo(old.manifest().digest());
    }

    @Test
    @DisplayName("IC-5, IC-19: events of the top manifest know digest and size")
    void reportsManifests() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app"), SOURCE);

        fixture.copy(SOURCE, TARGET);

        List<ProgressEvent> manifests = fixture.events().stream()
                .filter(e -> e.kind() == ProgressEvent.Kind.MANIFEST)
                .toList();
        assertThat(manifests)
                .extracting(ProgressEvent::state)
                .containsExactly(ProgressEvent.State.STARTED, ProgressEvent.State.FINISHED);
        assertThat(manifests)
                .allMatch(e ->
                        e.content().equals(image.descriptor()) && e.target().equals(TARGET));
    }

    @Test
    @DisplayName("IC-1, IC-6: an index is copied with children before it; a child listed twice is copied once")
    void copiesAnIndex() throws IOException {
        StoredImage amd = StoredImage.of("amd", "shared", "amd");
        StoredImage arm = StoredImage.of("arm", "shared", "arm");
        Manifest index = fixture.pushIndex(SOURCE, amd, arm, amd);

        CopyResult result = fixture.copy(SOURCE, TARGET);

        List<String> calls = registry.calls();
        assertThat(calls).doesNotHaveDuplicates().endsWith("PUT manifest b.example/app:v1");
        assertThat(calls.stream().filter(c -> c.startsWith("PUT blob"))).hasSize(5);
        assertThat(result.manifestsPushed()).isEqualTo(3);
        assertThat(registry.getManifest(TARGET).raw()).isEqualTo(index.raw());
    }

    @Test
    @DisplayName("24.I 126, IC-6: a platform list copies some children, the index stays as it is")
    void copiesSomePlatforms() throws IOException {
        StoredImage amd = StoredImage.of("amd", "amd");
        StoredImage arm = StoredImage.of("arm", "arm");
        Manifest index = fixture.pushIndex(SOURCE, amd, arm, StoredImage.of("v7"));

        fixture.copy(
                SOURCE, TARGET, CopyOptions.builder().platforms(LocalPlatform.parseWanted(List.of("linux/amd64"))));

        assertThat(registry.getManifest(TARGET).digest()).isEqualTo(index.digest());
        assertThat(registry.headManifest(TARGET.withDigest(amd.manifest().digest())))
                .isPresent();
        assertThat(registry.headManifest(TARGET.withDigest(arm.manifest().digest())))
                .isEmpty();
    }

    @Test
    @DisplayName("IC-6: the empty platform keeps entries without platform")
    void copiesEntriesWithoutPlatform() throws IOException {
        StoredImage plain = StoredImage.of("plain").pushChild(registry, SOURCE.withoutVersion());
        StoredImage amd = StoredImage.of("amd").pushChild(registry, SOURCE.withoutVersion());
        Descriptor withPlatform = StoredImage.index(amd).manifests().getFirst();
        IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of(plain.descriptor(), withPlatform));
        registry.putManifest(SOURCE, index, ManifestPut.top());

        fixture.copy(SOURCE, TARGET, CopyOptions.builder().platforms(LocalPlatform.parseWanted(List.of(""))));

        assertThat(registry.headManifest(TARGET.withDigest(plain.manifest().digest())))
                .isPresent();
        assertThat(registry.headManifest(TARGET.withDigest(amd.manifest().digest())))
                .isEmpty();
    }

    @Test
    @DisplayName("IC-7: index entries of a blob type, and of an unknown type that is no manifest, are blobs")
    void copiesBlobsOfAnIndex() throws IOException {
        Ref repo = SOURCE.withoutVersion();
        byte[] cache = "cache config".getBytes(StandardCharsets.UTF_8);
        byte[] odd = "no manifest at all".getBytes(StandardCharsets.UTF_8);
        Descriptor cacheBlob = Descriptor.ofContent(MediaType.BUILDKIT_CACHE, cache);
        Descriptor oddBlob = Descriptor.ofContent("application/x-odd", odd);
        registry.putBlob(repo, cacheBlob, BlobSource.ofBytes(cache));
        registry.putBlob(repo, oddBlob, BlobSource.ofBytes(odd));
        StoredImage hidden = StoredImage.of("hidden", "h").pushChild(registry, repo);
        Descriptor oddManifest = hidden.descriptor().withMediaType("application/x-manifest");
        IndexManifest index = IndexManifest.of(MediaType.OCI_INDEX, List.of(cacheBlob, oddBlob, oddManifest));
        registry.putManifest(SOURCE, index, ManifestPut.top());

        fixture.copy(SOURCE, TARGET);

        assertThat(registry.hasBlob(TARGET, cacheBlob)).isTrue();
        assertThat(registry.hasBlob(TARGET, oddBlob)).isTrue();
        assertThat(registry.headManifest(TARGET.withDigest(hidden.manifest().digest())))
                .isPresent();
        assertThat(hidden.blobs().keySet()).allMatch(b -> registry.hasBlob(TARGET, b));
    }

    @Test
    @DisplayName("24.I 133, IC-8: layers with URLs are only copied when asked for")
    void skipsExternalLayers() throws IOException {
        StoredImage image = StoredImage.of("app", "plain", "foreign");
        ImageManifest manifest = (ImageManifest) image.manifest();
        Descriptor foreign = manifest.layers().get(1).withUrls(List.of("https://elsewhere.example/blob"));
        Manifest withUrls = manifest.withLayers(List.of(manifest.layers().get(0), foreign));
        image.pushBlobs(registry, SOURCE);
        registry.putManifest(SOURCE, withUrls, ManifestPut.top());

        fixture.copy(SOURCE, TARGET);
        assertThat(registry.hasBlob(TARGET, foreign)).isFalse();

        fixture.copy(SOURCE, ref("b.example/all:v1"), CopyOptions.builder().includeExternal(true));
        assertThat(registry.hasBlob(ref("b.example/all"), foreign)).isTrue();
    }

    @Test
    @DisplayName("24.I 134, IC-10: a layer that cannot be read fails the copy, is named, and no manifest is pushed")
    void namesTheLayerThatFails() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app", "l1", "l2", "l3"), SOURCE);
        String layer = image.manifest().layers().get(1).digest().orElseThrow().toString();
        registry.fail("GET blob .*" + layer, ErrorKind.BACKOFF_LIMIT);

        RegistryException e = failure(() -> fixture.copy(SOURCE, TARGET));

        assertThat(e.kind()).isEqualTo(ErrorKind.BACKOFF_LIMIT);
        assertThat(e).hasMessageContaining(layer);
        assertThat(registry.calls()).noneMatch(c -> c.startsWith("PUT manifest"));
        assertThat(fixture.events(x -> x.kind() == ProgressEvent.Kind.MANIFEST)).containsExactly("STARTED", "FAILED");
    }

    @Test
    @DisplayName("IC-20: a second run continues after a failure and does not repeat what is there")
    void continuesAfterAFailure() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app", "l1", "l2"), SOURCE);
        AtomicBoolean fail = new AtomicBoolean(true);
        registry.before("PUT manifest b.example", line -> {
            if (fail.getAndSet(false)) {
                throw RegistryException.of(ErrorKind.TRANSPORT, "connection reset");
            }
        });

        assertThat(failure(() -> fixture.copy(SOURCE, TARGET)).kind()).isEqualTo(ErrorKind.TRANSPORT);
        registry.calls();
        fixture.copy(SOURCE, TARGET);

        assertThat(registry.calls()).noneMatch(c -> c.startsWith("GET blob") || c.startsWith("PUT blob"));
        assertThat(registry.getManifest(TARGET).digest())
                .isEqualTo(image.manifest().digest());
    }

    @Test
    @DisplayName("24.I 135, IC-15, IC-16: a blob missing under an equal manifest is repaired when forced")
    void repairsWhenForced() throws IOException {
        StoredImage amd = StoredImage.of("amd", "x");
        fixture.pushIndex(SOURCE, amd, StoredImage.of("arm"));
        fixture.copy(SOURCE, TARGET);
        Descriptor lost = amd.manifest().layers().getFirst();
        registry.removeBlob(TARGET, lost);

        fixture.copy(SOURCE, TARGET);
        assertThat(registry.hasBlob(TARGET, lost))
                .as("equal digests end a plain copy")
                .isFalse();
        registry.calls();

        fixture.copy(SOURCE, TARGET, CopyOptions.builder().forceRecursive(true));
        assertThat(registry.hasBlob(TARGET, lost)).isTrue();
        assertThat(registry.calls().stream().filter(c -> c.startsWith("PUT manifest")))
                .hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_UNAUTHORIZED", "TRANSPORT", "LOCAL_IO", "PARSING_FAILED", "STALLED"})
    @DisplayName("24.I 131, 24.I 132, IC-2: a target that refuses or cannot be reached ends the copy before any read")
    void abortsWhenTheTargetIsOutOfReach(ErrorKind kind) throws IOException {
        fixture.push(StoredImage.of("app", "l1"), SOURCE);
        registry.fail("b.example", kind);

        RegistryException e = failure(() -> fixture.copy(SOURCE, TARGET));

        assertThat(e.kind()).isEqualTo(kind);
        assertThat(e).hasMessageStartingWith("failed to access target registry: ");
        assertThat(registry.calls()).containsExactly("HEAD manifest b.example/app:v1");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_STATUS", "HTTP_RATE_LIMIT", "NOT_FOUND", "UNSUPPORTED_API"})
    @DisplayName("IC-2, MF-18: any other answer of the target to HEAD counts as absent")
    void treatsOtherAnswersAsAbsent(ErrorKind kind) throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app", "l1"), SOURCE);
        registry.fail("HEAD .* b.example", kind);

        fixture.copy(SOURCE, TARGET);

        assertThat(registry.getManifest(TARGET).digest())
                .isEqualTo(image.manifest().digest());
    }

    @Test
    @DisplayName("regctl 10.1: a source that does not exist is named")
    void reportsAMissingSource() {
        RegistryException e = failure(() -> fixture.copy(SOURCE, TARGET));

        assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(e).hasMessageStartingWith("copy failed, error getting source: ");
    }

    @Test
    @DisplayName("regctl 10.9: a target digest that differs from the source's fails")
    void refusesAnotherTargetDigest() throws IOException {
        fixture.push(StoredImage.of("app"), SOURCE);
        Ref other = TARGET.withDigest(StoredImage.of("other").manifest().digest());

        assertThat(failure(() -> fixture.copy(SOURCE, other)).kind()).isEqualTo(ErrorKind.DIGEST_MISMATCH);
    }

    @Test
    @DisplayName("IC-17: schema 1, Docker and artifact manifests travel byte for byte")
    void keepsTheBytesOfEveryKind() throws IOException {
        Ref repo = SOURCE.withoutVersion();
        StoredImage image = StoredImage.of("app", "l1").pushBlobs(registry, repo);
        Descriptor layer = image.manifest().layers().getFirst();
        String schemaOne = "{\"schemaVersion\": 1, \"name\": \"app\", \"tag\": \"v1\", \"architecture\": \"amd64\","
                + "\"fsLayers\": [{\"blobSum\": \"" + layer.digest().orElseThrow() + "\"}],"
                + "\"history\": [{\"v1Compatibility\": \"{}\"}] }";
        String artifact = "{\"mediaType\":\"" + MediaType.OCI_ARTIFACT + "\", \"artifactType\":\"x/y\",\"blobs\":[{"
                + "\"mediaType\":\"text/plain\",\"digest\":\"" + layer.digest().orElseThrow() + "\",\"size\":"
                + layer.size() + ",\"unknown\":\"kept\"}]}\n";
        for (String[] kind :
                new String[][] {{MediaType.DOCKER_SCHEMA1, schemaOne}, {MediaType.OCI_ARTIFACT, artifact}}) {
            byte[] raw = kind[1].getBytes(StandardCharsets.UTF_8);
            Manifest manifest = Manifest.parse(kind[0], Optional.empty(), raw);
            registry.putManifest(SOURCE, manifest, ManifestPut.top());

            fixture.copy(SOURCE, ref("b.example/" + raw.length + ":v1"));

            Ref copied = ref("b.example/" + raw.length + ":v1");
            assertThat(registry.getManifest(copied).raw()).isEqualTo(raw);
            assertThat(registry.hasBlob(copied, layer)).isTrue();
        }
    }

    @Test
    @DisplayName("IC-15: an image copied as a child makes no entry in a layout; IC-21 between registry and layout")
    void copiesBetweenRegistryAndLayout(@TempDir Path root) throws IOException {
        StoredImage amd = StoredImage.of("amd", "a");
        Manifest index = fixture.pushIndex(SOURCE, amd, StoredImage.of("arm", "b"));
        Ref one = ref("ocidir://" + root.resolve("one") + ":v1");
        Ref two = ref("ocidir://" + root.resolve("two") + ":v1");
        Ref children = ref("ocidir://" + root.resolve("children"));

        fixture.copy(SOURCE, one);
        fixture.copy(one, two);
        fixture.copy(two, TARGET);
        fixture.copy(
                SOURCE,
                children.withDigest(index.digest()),
                CopyOptions.builder().child(true));

        assertThat(fixture.layouts.listTags(two, ListOptions.ALL).tags()).containsExactly("v1");
        assertThat(Files.readString(root.resolve("two").resolve("index.json"))).containsOnlyOnce("\"digest\"");
        assertThat(Files.readString(root.resolve("children").resolve("index.json")))
                .doesNotContain("\"digest\"");
        assertThat(registry.getManifest(TARGET).raw()).isEqualTo(index.raw());
        assertThat(amd.blobs().keySet()).allMatch(b -> registry.hasBlob(TARGET, b));
        try (var files = Files.list(root.resolve("one"))) {
            assertThat(files.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("blobs", "index.json", "oci-layout");
        }
    }
}
