// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.Samples.digestHeader;
import static io.regclient.scheme.registry.Samples.length;
import static io.regclient.scheme.registry.Samples.type;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestDelete;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManifestApiTest {
    private static final Manifest IMAGE = Samples.image("layer");
    private static final Digest OTHER = Digest.sha256(Samples.bytes("other"));

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    @Test
    @DisplayName("24.E 63, MF-1: GET sends seven Accept lines in order, through mirrors too")
    void getSendsSevenAcceptLines() throws IOException {
        registry.on("GET /v2/app/manifests/v1").answer(200, type(IMAGE)).body(IMAGE.raw());
        Manifest got = scheme.getManifest(ref("app:v1"));
        assertThat(got).isEqualTo(IMAGE);
        assertThat(registry.last().header("Accept"))
                .containsExactly(
                        "application/vnd.oci.image.index.v1+json",
                        "application/vnd.oci.image.manifest.v1+json",
                        "application/vnd.docker.distribution.manifest.list.v2+json",
                        "application/vnd.docker.distribution.manifest.v2+json",
                        "application/vnd.docker.distribution.manifest.v1+prettyjws",
                        "application/vnd.docker.distribution.manifest.v1+json",
                        "application/vnd.oci.artifact.manifest.v1+json");
        assertThat(registry.last().call().rules().skipMirrors()).isFalse();
        assertThat(registry.last().call().work().kind()).isEqualTo(Work.Kind.MANIFEST);
    }

    @Test
    @DisplayName("MF-2: a digest beats the tag; without both nothing is sent")
    void digestBeatsTag() throws IOException {
        registry.on("GET /v2/app/manifests/" + IMAGE.digest())
                .answer(200, type(IMAGE))
                .body(IMAGE.raw());
        scheme.getManifest(ref("app:v1@" + IMAGE.digest()));
        Ref neither = ref("app").withoutVersion();
        failure(ErrorKind.MISSING_TAG_OR_DIGEST, () -> scheme.getManifest(neither));
        failure(ErrorKind.MISSING_TAG_OR_DIGEST, () -> scheme.headManifest(neither));
    }

    @Test
    @DisplayName("MF-2, regctl 2.7: only status 200 is success; the failure names the reference")
    void onlyStatus200IsSuccess() {
        registry.on("GET /v2/app/manifests/v1").answer(204);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> scheme.getManifest(ref("app:v1")));
        assertThat(e)
                .hasMessage("failed to get manifest " + HOST
                        + "/app:v1: unexpected http status code: No Content [http 204]");
        registry.on("GET /v2/app/manifests/v1").answer(404);
        e = failure(ErrorKind.NOT_FOUND, () -> scheme.getManifest(ref("app:v1")));
        assertThat(e.httpStatus()).hasValue(404);
        assertThat(e.getMessage()).startsWith("failed to get manifest " + HOST + "/app:v1: request failed: ");
    }

    @Test
    @DisplayName("24.E 64, MF-5: a tag's content must have the digest of the header")
    void headerDigestIsVerified() {
        registry.on("GET /v2/app/manifests/v1")
                .answer(200, type(IMAGE), digestHeader(OTHER))
                .body(IMAGE.raw());
        failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.getManifest(ref("app:v1")));
    }

    @Test
    @DisplayName("24.E 65, MF-5: under a digest the header may be missing or wrong, the content may not")
    void referenceDigestIsVerified() throws IOException {
        Ref pinned = ref("app@" + IMAGE.digest());
        String line = "GET /v2/app/manifests/" + IMAGE.digest();
        registry.on(line).answer(200, type(IMAGE)).body(IMAGE.raw());
        assertThat(scheme.getManifest(pinned).digest()).isEqualTo(IMAGE.digest());
        registry.on(line).answer(200, type(IMAGE), digestHeader(OTHER)).body(IMAGE.raw());
        assertThat(scheme.getManifest(pinned).digest()).isEqualTo(IMAGE.digest());
        registry.on(line).answer(200, type(IMAGE)).body(Samples.image("x").raw());
        failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.getManifest(pinned));
    }

    @Test
    @DisplayName("MF-5: the algorithm of the reference is used; one this library does not know counts as none")
    void otherAlgorithms() throws IOException {
        Digest sha512 = DigestAlgorithm.SHA512.digest(IMAGE.raw());
        registry.on("GET /v2/app/manifests/" + sha512).answer(200, type(IMAGE)).body(IMAGE.raw());
        assertThat(scheme.getManifest(ref("app@" + sha512)).digest()).isEqualTo(sha512);
        registry.on("GET /v2/app/manifests/v1")
                .answer(200, type(IMAGE), "Docker-Content-Digest: blake3:00")
                .body(IMAGE.raw());
        assertThat(scheme.getManifest(ref("app:v1")).digest()).isEqualTo(IMAGE.digest());
    }

    @Test
    @DisplayName("24.E 66, MF-6: without Content-Type the body tells the type")
    void bodyTellsTheType() throws IOException {
        String layers =
                "[{\"mediaType\":\"" + MediaType.OCI_LAYER_GZIP + "\",\"size\":2,\"digest\":\"" + OTHER + "\"}]";
        registry.on("GET /v2/app/manifests/v1").answer(200).body("{\"schemaVersion\":2,\"layers\":" + layers + "}");
        assertThat(scheme.getManifest(ref("app:v1")).mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
    }

    @Test
    @DisplayName("24.E 67, MF-6: a Content-Type that is no manifest type is refused and named")
    void foreignContentTypeIsRefused() {
        registry.on("GET /v2/app/manifests/v1")
                .answer(200, "Content-Type: application/json; charset=utf-8")
                .body(IMAGE.raw());
        RegistryException e = failure(ErrorKind.UNSUPPORTED_MEDIA_TYPE, () -> scheme.getManifest(ref("app:v1")));
        assertThat(e.getMessage()).contains("application/json");
        registry.on("HEAD /v2/app/manifests/v1").answer(200, "Content-Type: text/html");
        e = failure(ErrorKind.UNSUPPORTED_MEDIA_TYPE, () -> scheme.headManifest(ref("app:v1")));
        assertThat(e.getMessage()).contains("text/html").contains("failed to request manifest head " + HOST);
    }

    @Test
    @DisplayName("MF-3: 8 MiB are read, with and without announced length")
    void largestManifest() throws IOException {
        byte[] raw = Arrays.copyOf(IMAGE.raw(), Manifest.MAX_PULL_BYTES);
        Arrays.fill(raw, IMAGE.raw().length, raw.length, (byte) ' ');
        registry.on("GET /v2/app/manifests/v1").answer(200, type(IMAGE)).body(raw);
        assertThat(scheme.getManifest(ref("app:v1")).raw()).hasSize(8 << 20);
        registry.on("GET /v2/app/manifests/v1")
                .answer(200, type(IMAGE), "Content-Length: 8388608")
                .body(raw);
        assertThat(scheme.getManifest(ref("app:v1")).raw()).hasSize(8 << 20);
    }

    @Test
    @DisplayName("24.E 68, MF-3: more than 8 MiB fails by the announced length, and without one while reading")
    void hugeManifestIsRefused() {
        byte[] huge = new byte[Manifest.MAX_PULL_BYTES + 1];
        registry.on("GET /v2/app/manifests/v1").answer(200, type(IMAGE), "Content-Length: 8388609");
        RegistryException e = failure(ErrorKind.SIZE_LIMIT_EXCEEDED, () -> scheme.getManifest(ref("app:v1")));
        assertThat(e.getMessage()).contains("manifest too large");
        registry.on("GET /v2/app/manifests/v1").answer(200, type(IMAGE)).body(huge);
        failure(ErrorKind.SIZE_LIMIT_EXCEEDED, () -> scheme.getManifest(ref("app:v1")));
    }

    @Test
    @DisplayName("24.E 78, MF-9, MF-19: HEAD gives type, size, digest and rate limit")
    void headDescribes() throws IOException {
        registry.on("HEAD /v2/app/manifests/v1")
                .answer(
                        200,
                        "content-type: " + IMAGE.mediaType().toUpperCase(Locale.ROOT) + " ; x=y",
                        length(IMAGE),
                        digestHeader(IMAGE.digest()),
                        "RateLimit-Limit: 100;w=21600",
                        "RateLimit-Remaining: 76;w=21600");
        ManifestHead head = scheme.headManifest(ref("app:v1")).orElseThrow();
        assertThat(head.descriptor()).isEqualTo(Descriptor.of(IMAGE.mediaType(), IMAGE.digest(), IMAGE.raw().length));
        assertThat(head.rateLimit().set()).isTrue();
        assertThat(head.rateLimit().limit()).isEqualTo(100);
        assertThat(head.rateLimit().remain()).isEqualTo(76);
        assertThat(head.headers()).containsKey("RateLimit-Remaining");
        assertThat(registry.last().header("Accept")).hasSize(7);
        assertThat(registry.last().call().work().kind()).isEqualTo(Work.Kind.HEAD);
    }

    @Test
    @DisplayName("24.E 69, MF-9: without digest header a tag's HEAD has no digest, a digest's HEAD the known one")
    void headWithoutDigest() throws IOException {
        registry.on("HEAD /v2/app/manifests/v1").answer(200, type(IMAGE));
        ManifestHead head = scheme.headManifest(ref("app:v1")).orElseThrow();
        assertThat(head.descriptor().digest()).isEmpty();
        assertThat(head.descriptor().size()).isEqualTo(-1);
        registry.on("HEAD /v2/app/manifests/" + IMAGE.digest()).answer(200, type(IMAGE), digestHeader(OTHER));
        assertThat(scheme.headManifest(ref("app@" + IMAGE.digest()))
                        .orElseThrow()
                        .descriptor()
                        .digest())
                .contains(IMAGE.digest());
    }

    @Test
    @DisplayName("MF-18: HEAD of a missing manifest is empty, any other failure is reported with its kind")
    void headFailures() throws IOException {
        registry.on("HEAD /v2/app/manifests/v1").answer(404);
        assertThat(scheme.headManifest(ref("app:v1"))).isEmpty();
        registry.on("HEAD /v2/app/manifests/v1").fail(ErrorKind.UNSUPPORTED_API);
        failure(ErrorKind.UNSUPPORTED_API, () -> scheme.headManifest(ref("app:v1")));
        registry.on("HEAD /v2/app/manifests/v1").answer(403);
        RegistryException e = failure(ErrorKind.HTTP_UNAUTHORIZED, () -> scheme.headManifest(ref("app:v1")));
        assertThat(e.getMessage()).startsWith("failed to request manifest head " + HOST + "/app:v1: ");
    }

    @Test
    @DisplayName("MF-4: after GET by tag, GET and HEAD by digest cost nothing, HEAD by tag asks again")
    void cacheAnswersByDigestOnly() throws IOException {
        RegistryScheme caching = registry.cachingScheme();
        registry.on("GET /v2/app/manifests/v1")
                .answer(200, type(IMAGE), "RateLimit-Remaining: 7")
                .body(IMAGE.raw());
        caching.getManifest(ref("app:v1"));
        Ref pinned = ref("app@" + IMAGE.digest());
        assertThat(caching.getManifest(pinned)).isEqualTo(IMAGE);
        ManifestHead head = caching.headManifest(pinned).orElseThrow();
        assertThat(head.descriptor()).isEqualTo(IMAGE.descriptor());
        assertThat(head.rateLimit().remain()).isEqualTo(7);
        registry.on("HEAD /v2/app/manifests/v1").answer(200, type(IMAGE));
        caching.headManifest(ref("app:v1"));
    }

    @Test
    @DisplayName("MF-4: the cache belongs to one repository, and DELETE removes an entry even when it fails")
    void cacheForgetsOnDelete() throws IOException {
        RegistryScheme caching = registry.cachingScheme();
        String line = "/v2/app/manifests/" + IMAGE.digest();
        Ref pinned = ref("app@" + IMAGE.digest());
        registry.on("GET " + line).answer(200, type(IMAGE)).body(IMAGE.raw());
        caching.getManifest(pinned);
        registry.on("GET /v2/other/manifests/" + IMAGE.digest()).answer(404);
        failure(ErrorKind.NOT_FOUND, () -> caching.getManifest(ref("other@" + IMAGE.digest())));
        registry.on("DELETE " + line).answer(405);
        failure(ErrorKind.HTTP_STATUS, () -> caching.deleteManifest(pinned, ManifestDelete.plain()));
        registry.on("GET " + line).answer(200, type(IMAGE)).body(IMAGE.raw());
        caching.getManifest(pinned);
    }

    @Test
    @DisplayName("24.E 71, MF-12: right data of a descriptor costs no request, wrong data one GET by digest")
    void descriptorData() throws IOException {
        Ref repo = ref("app");
        Descriptor right = IMAGE.descriptor().withData(Optional.of(IMAGE.raw()));
        assertThat(scheme.getManifest(repo, right)).isEqualTo(IMAGE);
        registry.on("GET /v2/app/manifests/" + IMAGE.digest())
                .answer(200, type(IMAGE))
                .body(IMAGE.raw());
        Descriptor wrong = IMAGE.descriptor().withData(Optional.of(Samples.bytes("{}")));
        assertThat(scheme.getManifest(repo, wrong)).isEqualTo(IMAGE);
        registry.on("GET /v2/app/manifests/" + IMAGE.digest())
                .answer(200, type(IMAGE))
                .body(new byte[3]);
        failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.getManifest(repo, IMAGE.descriptor()));
    }

    @Test
    @DisplayName("MF-6: the media type of a descriptor beats the Content-Type header")
    void descriptorTypeBeatsHeader() throws IOException {
        registry.on("GET /v2/app/manifests/" + IMAGE.digest())
                .answer(200, "Content-Type: text/plain")
                .body(IMAGE.raw());
        assertThat(scheme.getManifest(ref("app"), IMAGE.descriptor())).isEqualTo(IMAGE);
    }

    @Test
    @DisplayName("MF-12: a descriptor without digest is refused before any traffic")
    void descriptorWithoutDigest() {
        Descriptor blank =
                new Descriptor("", Optional.empty(), -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");
        failure(ErrorKind.MISSING_DIGEST, () -> scheme.getManifest(ref("app"), blank));
    }

    @Test
    @DisplayName("24.E 77, MF-17: a tag alone deletes nothing")
    void deleteNeedsADigest() {
        RegistryException e =
                failure(ErrorKind.MISSING_DIGEST, () -> scheme.deleteManifest(ref("app:v1"), ManifestDelete.plain()));
        assertThat(e).hasMessage("digest required to delete manifest, reference " + HOST + "/app:v1");
    }

    @Test
    @DisplayName("MF-17, MI-3: DELETE goes by digest to the registry itself; 202, 200 and 204 are success")
    void deleteStatuses() throws IOException {
        for (int status : new int[] {202, 200, 204}) {
            registry.on("DELETE /v2/app/manifests/" + OTHER).answer(status);
            scheme.deleteManifest(ref("app:v1@" + OTHER), ManifestDelete.plain());
            assertThat(registry.last().call().rules().skipMirrors()).isTrue();
        }
        registry.on("DELETE /v2/app/manifests/" + OTHER).answer(404);
        RegistryException e =
                failure(ErrorKind.NOT_FOUND, () -> scheme.deleteManifest(ref("app@" + OTHER), ManifestDelete.plain()));
        assertThat(e.getMessage()).startsWith("failed to delete manifest " + HOST + "/app@" + OTHER + ": ");
    }

    @Test
    @DisplayName("G-3: a layout's reference is not for this scheme")
    void layoutIsRefused() throws IOException {
        Ref layout = Ref.parse("ocidir://x:v1");
        failure(ErrorKind.NOT_IMPLEMENTED, () -> scheme.getManifest(layout));
        failure(ErrorKind.NOT_IMPLEMENTED, () -> scheme.deleteTag(layout));
    }
}
