// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.testing.FaultPlan.Occurrence.always;
import static io.regclient.testing.FaultPlan.Occurrence.first;
import static io.regclient.testing.FaultPlan.Occurrence.nth;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
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
import io.regclient.server.registry.RegistryFeature;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RecordedRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scheme with real connections to the registry of the tests. */
class RegistrySchemeLoopbackTest {
    private static final byte[] CONTENT = Samples.content(300_000);
    private static final Descriptor BLOB = Samples.blob(CONTENT);
    private static final Descriptor UNKNOWN =
            new Descriptor("", Optional.empty(), -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");

    private static final InProcessRegistry SHARED = InProcessRegistry.start();
    private static final AtomicInteger COUNTER = new AtomicInteger();

    /** All repositories of a test are below a name of its own. */
    private final String folder = "t" + COUNTER.incrementAndGet();

    private InProcessRegistry registry = SHARED;
    private RegistryScheme scheme = LoopbackClient.scheme();

    @AfterAll
    static void closeShared() {
        SHARED.close();
    }

    @AfterEach
    void close() {
        scheme.close();
        if (!registry.equals(SHARED)) {
            registry.close();
        }
    }

    /** Another registry instead of the one with everything switched on. */
    private void restart(InProcessRegistry.Builder builder) {
        if (!registry.equals(SHARED)) {
            registry.close();
        }
        registry = builder.start();
    }

    private List<RecordedRequest> requests(String method, String pathRegex) {
        return registry.requests().matching(method, "/v2/" + folder + "/.*" + pathRegex);
    }

    private void fault(String method, String pathRegex, FaultPlan.Occurrence occurrence, Fault fault) {
        registry.faults().on(method, "/v2/" + folder + "/.*" + pathRegex, occurrence, fault);
    }

    private void chunksOf(long bytes) {
        scheme.close();
        scheme = LoopbackClient.scheme(host -> host.blobChunk(bytes), RegistrySchemeOptions.DEFAULT);
    }

    private Ref ref(String text) throws IOException {
        return Ref.parse(registry.host() + "/" + folder + "/" + text);
    }

    private byte[] read(String repo, Descriptor blob) throws IOException {
        try (BlobReader reader = scheme.getBlob(ref(repo), blob)) {
            return reader.readAllBytes();
        }
    }

    private Manifest pushImage(String tag) throws IOException {
        Descriptor config = Descriptor.ofContent(MediaType.OCI_CONFIG, Samples.bytes("{}"));
        Descriptor layer = Descriptor.ofContent(MediaType.OCI_LAYER_GZIP, Samples.bytes("layer of " + tag));
        scheme.putBlob(ref("app"), config, BlobSource.ofBytes(Samples.bytes("{}")));
        scheme.putBlob(ref("app"), layer, BlobSource.ofBytes(Samples.bytes("layer of " + tag)));
        Manifest image = ImageManifest.of(MediaType.OCI_MANIFEST, config, List.of(layer));
        scheme.putManifest(ref("app:" + tag), image, ManifestPut.top());
        return image;
    }

    private Manifest pushReferrer(Manifest subject, String type) throws IOException {
        scheme.putBlob(ref("app"), Samples.EMPTY_CONFIG, BlobSource.ofBytes(Samples.bytes("{}")));
        Manifest referrer = Samples.referrer(subject, type, Map.of("k", type));
        scheme.putManifest(ref("app@" + referrer.digest()), referrer, ManifestPut.child());
        return referrer;
    }

    private List<String> referrers(Manifest subject) throws IOException {
        return scheme.listReferrers(ref("app@" + subject.digest()), ReferrerQuery.ALL).descriptors().stream()
                .map(Descriptor::artifactType)
                .toList();
    }

    @Test
    @DisplayName("24.F 87, BL-8, BL-10: a blob of known digest costs two requests and comes back byte for byte")
    void knownBlob() throws IOException {
        assertThat(scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT)))
                .isEqualTo(BLOB);
        assertThat(requests("*", "").stream().map(r -> r.method())).containsExactly("POST", "PUT");
        assertThat(read("app", BLOB)).isEqualTo(CONTENT);
        assertThat(scheme.headBlob(ref("app"), Descriptor.ofDigest(BLOB.digest().orElseThrow())))
                .map(Descriptor::size)
                .contains(300_000L);
        scheme.deleteBlob(ref("app"), BLOB);
        assertThat(scheme.headBlob(ref("app"), BLOB)).isEmpty();
    }

    @Test
    @DisplayName("24.F 88, 24.F 101, BL-5, BL-8: mounts from a repository and from anywhere")
    void mounts() throws IOException {
        restart(InProcessRegistry.builder().with(RegistryFeature.CONTENT_DISCOVERY));
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        assertThat(scheme.mountBlob(ref("app"), ref("copy"), BLOB)).isTrue();
        assertThat(read("copy", BLOB)).isEqualTo(CONTENT);
        scheme.putBlob(ref("third"), BLOB, BlobSource.once(new ByteArrayInputStream(CONTENT)));
        assertThat(requests("*", "third")).hasSize(1);
        assertThat(read("third", BLOB)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("24.F 102, BL-5: a refused mount leaves no upload behind")
    void refusedMount() throws IOException {
        restart(InProcessRegistry.builder().without(RegistryFeature.MOUNT));
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        assertThat(scheme.mountBlob(ref("app"), ref("copy"), BLOB)).isFalse();
        assertThat(requests("*", "").getLast().method()).isEqualTo("DELETE");
        assertThat(requests("*", "").getLast().status()).isEqualTo(204);
    }

    @Test
    @DisplayName("24.F 93, 24.F 92, BL-7, BL-12, BL-13: standard input goes in chunks of the registry's minimum")
    void unknownBlob() throws IOException {
        restart(InProcessRegistry.builder().chunkMinBytes(65_536));
        chunksOf(1000);
        Descriptor stored = scheme.putBlob(ref("app"), UNKNOWN, BlobSource.once(new ByteArrayInputStream(CONTENT)));
        assertThat(stored).isEqualTo(BLOB);
        assertThat(requests("PATCH", "").stream().map(r -> r.header("Content-Range")))
                .containsExactly(
                        Optional.of("0-65535"),
                        Optional.of("65536-131071"),
                        Optional.of("131072-196607"),
                        Optional.of("196608-262143"),
                        Optional.of("262144-299999"));
        assertThat(read("app", BLOB)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("24.F 94, BL-8: a sha512 blob")
    void sha512Blob() throws IOException {
        Descriptor blob = Descriptor.of(MediaType.OCTET_STREAM, DigestAlgorithm.SHA512.digest(CONTENT), 300_000);
        scheme.putBlob(ref("app"), blob, BlobSource.ofBytes(CONTENT));
        assertThat(read("app", blob)).isEqualTo(CONTENT);
        chunksOf(100_000);
        scheme.putBlob(ref("chunked"), blob.withSize(-1), BlobSource.ofBytes(CONTENT));
        assertThat(read("chunked", blob)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("24.F 95, BL-10: the empty blob, announced and unannounced")
    void emptyBlob() throws IOException {
        Descriptor empty = Samples.blob(new byte[0]);
        scheme.putBlob(ref("app"), empty, BlobSource.ofBytes(new byte[0]));
        assertThat(read("app", empty)).isEmpty();
        scheme.putBlob(ref("stdin"), UNKNOWN, BlobSource.ofBytes(new byte[0]));
        assertThat(read("stdin", empty)).isEmpty();
    }

    @Test
    @DisplayName("24.F 97, BL-17: wrong content is not stored and leaves no upload behind")
    void wrongContent() {
        byte[] wrong = CONTENT.clone();
        wrong[5]++;
        failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(wrong)));
        failure(
                ErrorKind.DIGEST_MISMATCH,
                () -> scheme.putBlob(ref("app"), BLOB.withSize(-1), BlobSource.ofBytes(wrong)));
        assertThat(requests("DELETE", "uploads")).hasSize(2).allMatch(r -> r.status() == 204);
        assertThat(requests("PUT", "").stream().filter(r -> r.status() == 201)).isEmpty();
    }

    @Test
    @DisplayName("24.F 90, BL-11: after a PUT that always fails the blob goes in chunks")
    void failingPut() throws IOException {
        fault("PUT", "uploads/", first(5), new Fault.Status(504));
        chunksOf(100_000);
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        assertThat(read("app", BLOB)).isEqualTo(CONTENT);
        assertThat(requests("PATCH", "digest=")).isEmpty();
        assertThat(requests("PATCH", "")).hasSize(3);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {403, 404})
    @DisplayName("BL-11: a registry that refuses only the request with everything in it gets the blob in chunks")
    void refusedPut(int status) throws IOException {
        fault("PUT", "uploads/", first(1), new Fault.Status(status));
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        assertThat(read("app", BLOB)).isEqualTo(CONTENT);
        assertThat(requests("*", "uploads/.*").stream().map(RecordedRequest::method))
                .containsExactly("POST", "PUT", "PATCH", "PUT");
    }

    @Test
    @DisplayName("BL-11: a PUT that breaks in the middle goes on from the offset the session tells, nothing twice")
    void brokenPut() throws IOException {
        fault("PUT", "app/blobs/uploads/", first(1), new Fault.BreakRequest(100_000));
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        assertThat(read("app", BLOB)).isEqualTo(CONTENT);
        assertThat(requests("*", "uploads/.*").stream().map(RecordedRequest::method))
                .containsExactly("POST", "PUT", "GET", "PATCH", "PUT");
        assertThat(requests("PATCH", "").getFirst().header("Content-Range")).contains("100000-299999");
    }

    @Test
    @DisplayName("BL-14: a PATCH that breaks in the middle goes on inside of its chunk, also of standard input")
    void brokenPatch() throws IOException {
        chunksOf(100_000);
        fault("PATCH", "chunked/blobs/uploads/", nth(2), new Fault.BreakRequest(10_000));
        scheme.putBlob(ref("chunked"), UNKNOWN, BlobSource.once(new ByteArrayInputStream(CONTENT)));
        assertThat(read("chunked", BLOB)).isEqualTo(CONTENT);
        assertThat(requests("PATCH", "").stream().map(r -> r.header("Content-Range")))
                .containsExactly(
                        Optional.of("0-99999"),
                        Optional.of("100000-199999"),
                        Optional.of("110000-199999"),
                        Optional.of("200000-299999"));
        assertThat(requests("GET", "uploads/.*")).hasSize(1);
    }

    @Test
    @DisplayName("BL-11: connections that break again and again get there in the end")
    void brokenAgainAndAgain() throws IOException {
        chunksOf(100_000);
        fault("PUT", "app/blobs/uploads/", first(1), new Fault.BreakRequest(10_000));
        fault("PATCH", "app/blobs/uploads/", first(6), new Fault.BreakRequest(20_000));
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        assertThat(read("app", BLOB)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("BL-11: a session that ended with its connection is replaced, the blob starts over")
    void brokenSession() throws IOException {
        fault("PUT", "app/blobs/uploads/", first(1), new Fault.DropBeforeHeaders());
        fault("GET", "app/blobs/uploads/", first(1), new Fault.Status(404));
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        assertThat(read("app", BLOB)).isEqualTo(CONTENT);
        assertThat(requests("POST", "uploads/")).hasSize(2);
    }

    @Test
    @DisplayName("RB-10: answers that get lost are no failures of PATCH, commit and monolithic PUT, nothing goes twice")
    void lostAnswers() throws IOException {
        fault("PUT", "once/blobs/uploads/", nth(1), new Fault.LoseResponse());
        scheme.putBlob(ref("once"), BLOB, BlobSource.once(new ByteArrayInputStream(CONTENT)));
        fault("PUT", "again/blobs/uploads/", nth(1), new Fault.LoseResponse());
        scheme.putBlob(ref("again"), BLOB, BlobSource.ofBytes(CONTENT));
        assertThat(requests("PUT", "")).hasSize(2);
        chunksOf(100_000);
        fault("PATCH", "chunked/blobs/uploads/", nth(2), new Fault.LoseResponse());
        fault("PUT", "chunked/blobs/uploads/", nth(1), new Fault.LoseResponse());
        scheme.putBlob(ref("chunked"), UNKNOWN, BlobSource.once(new ByteArrayInputStream(CONTENT)));
        assertThat(read("chunked", BLOB)).isEqualTo(CONTENT);
        assertThat(requests("PATCH", "")).hasSize(3);
    }

    @Test
    @DisplayName("24.D 57, 24.D 61, RS-1, VD-1: a download that breaks off is resumed, corruption is found")
    void downloads() throws IOException {
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        fault("GET", "app/blobs/", nth(1), new Fault.TruncateBody(120_000));
        assertThat(read("app", BLOB)).isEqualTo(CONTENT);
        fault("GET", "app/blobs/", always(), new Fault.CorruptBody());
        failure(ErrorKind.DIGEST_MISMATCH, () -> read("app", BLOB));
    }

    @Test
    @DisplayName("register 15, CO-1: blob readers hold their slots until they are closed, deletes hold none")
    void slots() throws IOException {
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        for (int i = 0; i < 5; i++) {
            try (BlobReader reader = scheme.getBlob(ref("app"), BLOB)) {
                assertThat(reader.read()).isZero();
            }
            failure(ErrorKind.NOT_FOUND, () -> scheme.deleteBlob(ref("absent"), BLOB));
        }
    }

    @Test
    @DisplayName("MF-2, MF-9, MF-13: manifests by tag and digest")
    void manifests() throws IOException {
        Manifest image = pushImage("v1");
        assertThat(scheme.getManifest(ref("app:v1"))).isEqualTo(image);
        assertThat(scheme.getManifest(ref("app@" + image.digest()))).isEqualTo(image);
        assertThat(scheme.headManifest(ref("app:v1")).orElseThrow().descriptor())
                .isEqualTo(image.descriptor());
        assertThat(scheme.headManifest(ref("app:v2"))).isEmpty();
        RegistryException e = failure(ErrorKind.NOT_FOUND, () -> scheme.getManifest(ref("app:v2")));
        assertThat(e.getMessage())
                .startsWith("failed to get manifest " + registry.host() + "/" + folder
                        + "/app:v2: request failed: not found [http 404]");
        scheme.deleteManifest(ref("app@" + image.digest()), ManifestDelete.plain());
        assertThat(scheme.headManifest(ref("app:v1"))).isEmpty();
    }

    @Test
    @DisplayName("MF-13: a manifest damaged on its way is repaired with one request, else by a rerun")
    void damagedManifest() throws IOException {
        Manifest other = pushImage("other");
        fault(
                "PUT",
                "app/manifests/v1",
                first(1),
                new Fault.WrongDigestHeader(other.digest().toString()));
        Manifest image = pushImage("v1");
        assertThat(requests("PUT", "app/manifests/v1")).hasSize(2);
        fault(
                "PUT",
                "app/manifests/v2",
                first(2),
                new Fault.WrongDigestHeader(other.digest().toString()));
        RegistryException e =
                failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.putManifest(ref("app:v2"), image, ManifestPut.top()));
        assertThat(e.getMessage()).contains("tag v2 now points at that content");
        scheme.putManifest(ref("app:v2"), image, ManifestPut.top());
        assertThat(scheme.getManifest(ref("app:v2"))).isEqualTo(image);
        assertThat(requests("PUT", "app/manifests/v2")).hasSize(3);
    }

    @Test
    @DisplayName("24.E 74, 24.E 75, 24.E 76, MF-15: a sha512 manifest is tagged by either parameter, or refused")
    void sha512Manifest() throws IOException {
        Manifest image = pushImage("v1").withDigestAlgorithm(DigestAlgorithm.SHA512);
        scheme.putManifest(ref("app:v512"), image, ManifestPut.top());
        assertThat(scheme.headManifest(ref("app:v512"))
                        .orElseThrow()
                        .descriptor()
                        .digest())
                .contains(image.digest());
        restart(InProcessRegistry.builder().without(RegistryFeature.TAG_PARAMETER));
        pushImage("v1");
        scheme.putManifest(ref("app:v512"), image, ManifestPut.top());
        assertThat(scheme.headManifest(ref("app:v512"))
                        .orElseThrow()
                        .descriptor()
                        .digest())
                .contains(image.digest());
        restart(InProcessRegistry.builder()
                .without(RegistryFeature.TAG_PARAMETER)
                .without(RegistryFeature.DIGEST_PARAMETER));
        pushImage("v1");
        failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.putManifest(ref("app:v512"), image, ManifestPut.top()));
    }

    @Test
    @DisplayName("24.E 79, 24.E 80, TG-2, TG-3: tags in pages, and a registry whose pages never end")
    void tags() throws IOException {
        restart(InProcessRegistry.builder().pageSize(2));
        for (int i = 0; i < 5; i++) {
            registry.put(folder + "/app", ImageFixture.small(i), "v" + i);
        }
        assertThat(scheme.listTags(ref("app"), ListOptions.ALL).tags()).containsExactly("v0", "v1", "v2", "v3", "v4");
        assertThat(requests("GET", "tags/list")).hasSize(3);
        fault("GET", "tags/list", always(), new Fault.LinkLoop());
        assertThat(scheme.listTags(ref("app"), ListOptions.ALL).tags()).containsExactly("v0", "v1");
        failure(ErrorKind.NOT_FOUND, () -> scheme.listTags(ref("absent"), ListOptions.ALL));
        assertThat(scheme.listRepos(registry.host(), ListOptions.ALL).repositories())
                .containsExactly(folder + "/app");
        assertThat(scheme.ping(ref("app")).headers()).isNotEmpty();
    }

    @Test
    @DisplayName("24.E 82, 24.E 83, TG-7: a tag is deleted and another tag of the same manifest stays")
    void deletesTags() throws IOException {
        Manifest image = pushImage("v1");
        scheme.putManifest(ref("app:v2"), image, ManifestPut.top());
        scheme.deleteTag(ref("app:v1"));
        assertThat(scheme.listTags(ref("app"), ListOptions.ALL).tags()).containsExactly("v2");
        restart(InProcessRegistry.builder().without(RegistryFeature.TAG_DELETE));
        pushImage("v1");
        scheme.putManifest(ref("app:v2"), image, ManifestPut.top());
        scheme.deleteTag(ref("app:v1"));
        assertThat(scheme.listTags(ref("app"), ListOptions.ALL).tags()).containsExactly("v2");
        assertThat(scheme.getManifest(ref("app:v2"))).isEqualTo(image);
    }

    @Test
    @DisplayName("24.E 84, TG-8: where nothing can be deleted the tag still holds its manifest")
    void keepsTheTag() throws IOException {
        restart(InProcessRegistry.builder().without(RegistryFeature.DELETE));
        Manifest image = pushImage("v1");
        RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> scheme.deleteTag(ref("app:v1")));
        assertThat(e.getMessage()).contains("the tag was set back to " + image.digest());
        assertThat(scheme.getManifest(ref("app:v1"))).isEqualTo(image);
    }

    @Test
    @DisplayName("24.G 106, 24.G 111, RF-2, MF-16: referrers by the API, in pages")
    void referrersApi() throws IOException {
        restart(InProcessRegistry.builder().pageSize(2));
        Manifest image = pushImage("v1");
        for (int i = 0; i < 5; i++) {
            pushReferrer(image, "text/" + i);
        }
        assertThat(referrers(image)).containsExactlyInAnyOrder("text/0", "text/1", "text/2", "text/3", "text/4");
        assertThat(requests("*", "manifests/sha256-")).isEmpty();
        ReferrerQuery query = new ReferrerQuery(Optional.of("text/3"), Map.of(), Optional.empty(), false, false);
        assertThat(scheme.listReferrers(ref("app@" + image.digest()), query).descriptors())
                .hasSize(1);
    }

    @Test
    @DisplayName("24.G 107, 24.G 109, 24.G 110, 24.G 112, RF-3 to RF-8: the referrers tag grows and shrinks")
    void referrersTag() throws IOException {
        restart(InProcessRegistry.builder().without(RegistryFeature.REFERRERS_API));
        Manifest image = pushImage("v1");
        assertThat(referrers(image)).isEmpty();
        Manifest first = pushReferrer(image, "text/1");
        Manifest second = pushReferrer(image, "text/2");
        assertThat(referrers(image)).containsExactly("text/1", "text/2");
        assertThat(requests("PUT", "manifests/sha256-").getLast().header("If-Match"))
                .isPresent();
        scheme.deleteManifest(ref("app@" + first.digest()), ManifestDelete.withReferrers());
        assertThat(referrers(image)).containsExactly("text/2");
        scheme.deleteManifest(ref("app@" + second.digest()), ManifestDelete.withReferrers());
        assertThat(scheme.listTags(ref("app"), ListOptions.ALL).tags()).containsExactly("v1");
        assertThat(requests("GET", "/referrers/"))
                .as("the API is asked once (RF-3)")
                .hasSize(1);
    }

    @Test
    @DisplayName("24.G 108, RF-3: a registry in trouble is no registry without the API")
    void referrersInTrouble() throws IOException {
        Manifest image = pushImage("v1");
        Digest subject = image.digest();
        fault("GET", "/referrers/", first(5), new Fault.Status(500));
        failure(ErrorKind.HTTP_STATUS, () -> scheme.listReferrers(ref("app@" + subject), ReferrerQuery.ALL));
        assertThat(referrers(image)).isEmpty();
        assertThat(requests("GET", "manifests/sha256-")).isEmpty();
    }
}
