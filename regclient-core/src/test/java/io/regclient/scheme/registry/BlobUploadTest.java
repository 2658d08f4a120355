// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.Samples.blob;
import static io.regclient.scheme.registry.ScriptedRegistry.BASE;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.scheme.registry.wire.Location;
import io.regclient.stream.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blobs of known digest and size. */
class BlobUploadTest {
    private static final byte[] CONTENT = Samples.content(1000);
    private static final Descriptor BLOB = blob(CONTENT);
    private static final Digest DIGEST = BLOB.digest().orElseThrow();
    private static final String POST = "POST /v2/app/blobs/uploads/";
    private static final String MOUNT = POST + "?mount=" + DIGEST;
    private static final String SESSION = BASE + "/u/1?_state=a%2Bb%3D%3D";
    private static final String SESSION_PATH = "Location: /u/1?_state=a%2Bb%3D%3D";
    private static final String HEAD = "HEAD /v2/app/blobs/" + DIGEST;
    private static final String PUT = "PUT " + SESSION + "&digest=" + DIGEST;

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    private static BlobSource source() {
        return BlobSource.ofBytes(CONTENT);
    }

    private static BlobSource once() {
        return BlobSource.once(new ByteArrayInputStream(CONTENT));
    }

    @Test
    @DisplayName("24.F 87, BL-8, BL-9, BL-10: the session of the refused mount gets the blob, its query byte for byte")
    void mountSessionIsUsed() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(201);
        Descriptor stored = scheme.putBlob(REPO, BLOB.withMediaType(""), source());
        assertThat(stored).isEqualTo(BLOB.withMediaType(MediaType.OCTET_STREAM));
        assertThat(registry.request(0).call().rules().ignoreErrors()).isTrue();
        HttpCall put = registry.last().call();
        assertThat(registry.last().header("Content-Type")).containsExactly("application/octet-stream");
        assertThat(put.body().orElseThrow().length()).isEqualTo(1000);
        assertThat(put.rules().skipMirrors()).isTrue();
        assertThat(registry.last().body()).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("BL-10: 204 ends an upload too")
    void noContentIsSuccess() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(204);
        scheme.putBlob(REPO, BLOB, source());
    }

    @Test
    @DisplayName("24.F 88, BL-8: a successful mount does not touch the source")
    void mountedBlobIsNotRead() throws IOException {
        AtomicInteger opened = new AtomicInteger();
        registry.on(MOUNT).answer(201);
        Descriptor stored = scheme.putBlob(REPO, BLOB, BlobSource.reopening(() -> {
            opened.incrementAndGet();
            return new ByteArrayInputStream(CONTENT);
        }));
        assertThat(stored).isEqualTo(BLOB);
        assertThat(opened).hasValue(0);
    }

    @Test
    @DisplayName("24.F 89, BL-8, RB-9: any refusal of the mount is followed by a plain POST")
    void refusedMount() throws IOException {
        for (int status : new int[] {429, 401, 404, 500, 200}) {
            registry.on(MOUNT).answer(status);
            registry.on(POST).answer(202, SESSION_PATH);
            registry.on(PUT).answer(201);
            scheme.putBlob(REPO, BLOB, source());
        }
        registry.on(MOUNT).answer(202);
        registry.on(POST).answer(202, SESSION_PATH);
        registry.on(PUT).answer(201);
        scheme.putBlob(REPO, BLOB, source());
    }

    @Test
    @DisplayName("BL-8: a cancelled mount is not followed by anything")
    void cancelledMount() {
        registry.on(MOUNT).fail(ErrorKind.CANCELED);
        failure(ErrorKind.CANCELED, () -> scheme.putBlob(REPO, BLOB, source()));
    }

    @Test
    @DisplayName("24.F 105, BL-8: a session without Location is a failure")
    void missingLocation() {
        registry.on(MOUNT).answer(404);
        registry.on(POST).answer(202);
        RegistryException e = failure(ErrorKind.MISSING_LOCATION, () -> scheme.putBlob(REPO, BLOB, source()));
        assertThat(e.getMessage()).startsWith("failed to send blob post, ref " + HOST + "/app: ");
    }

    @Test
    @DisplayName("24.F 94, BL-8, SP-6: another algorithm is announced when the session is opened")
    void otherAlgorithm() throws IOException {
        Digest sha512 = DigestAlgorithm.SHA512.digest(CONTENT);
        Descriptor expected = Descriptor.of("", sha512, 1000);
        registry.on(POST + "?mount=" + sha512 + "&digest-algorithm=sha512").answer(405);
        registry.on(POST + "?digest-algorithm=sha512").answer(202, "Location: /u");
        registry.on("PUT " + BASE + "/u?digest=" + sha512).answer(201);
        assertThat(scheme.putBlob(REPO, expected, source()).digest()).contains(sha512);
    }

    @Test
    @DisplayName("24.F 95, BL-10: an empty blob is a PUT with Content-Length 0")
    void emptyBlob() throws IOException {
        Descriptor empty = blob(new byte[0]);
        Digest digest = empty.digest().orElseThrow();
        registry.on(POST + "?mount=" + digest).answer(202, "Location: /u");
        registry.on("PUT " + BASE + "/u?digest=" + digest).answer(201);
        assertThat(scheme.putBlob(REPO, empty, BlobSource.ofBytes(new byte[0]))).isEqualTo(empty);
        assertThat(registry.last().call().body()).isEmpty();
        assertThat(registry.last().call().body()).isEmpty();
    }

    @Test
    @DisplayName("24.F 104, BL-9: Location on another port is used as it is")
    void locationElsewhere() throws IOException {
        registry.on(MOUNT).answer(202, "Location: https://" + HOST + ":8443/u?a=1");
        registry.on("PUT https://" + HOST + ":8443/u?a=1&digest=" + DIGEST).answer(201);
        scheme.putBlob(REPO, BLOB, source());
    }

    @Test
    @DisplayName("BL-9: a Location that is too long for a URL is refused")
    void longLocation() throws IOException {
        String longest = BASE + "/" + "x".repeat(Location.MAX_LENGTH - BASE.length() - 1);
        registry.on(MOUNT).answer(202, "Location: " + longest);
        registry.on("PUT " + longest + "?digest=" + DIGEST).answer(201);
        scheme.putBlob(REPO, BLOB, source());
        registry.on(MOUNT).answer(404);
        registry.on(POST).answer(202, "Location: " + longest + "x");
        RegistryException e = failure(ErrorKind.SIZE_LIMIT_EXCEEDED, () -> scheme.putBlob(REPO, BLOB, source()));
        assertThat(e.getMessage()).contains("Location header").hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../victim/manifests/latest", "/v2/victim%2Fmanifests%2Flatest"})
    @DisplayName("BL-9, REF-4: a Location that is the place of a manifest gets no upload")
    void manifestAsLocation(String location) {
        registry.on(MOUNT).answer(202, "Location: " + location);
        registry.on(POST).answer(202, "Location: " + location);
        failure(ErrorKind.HTTP_REDIRECT_REFUSED, () -> scheme.putBlob(REPO, BLOB, source()));
    }

    @Test
    @DisplayName("BL-9: a relative Location is resolved against the URL after redirects")
    void locationAfterRedirect() throws IOException {
        registry.on(MOUNT).answer(202, "Location: 7?x").from("https://other.example/v2/mirror/uploads/");
        registry.on("PUT https://other.example/v2/mirror/uploads/7?x&digest=" + DIGEST)
                .answer(201);
        scheme.putBlob(REPO, BLOB, source());
    }

    @Test
    @DisplayName("24.F 90, register 16, BL-11: a PUT that always fails is followed by chunks in its session")
    void failedPutContinuesInChunks() throws IOException {
        registry.setHost(ScriptedRegistry.host(600, 0, ""));
        registry.on(MOUNT).answer(202, SESSION_PATH);
        for (int i = 0; i < 5; i++) {
            registry.on(PUT).answer(504);
        }
        registry.on("PATCH " + SESSION).answer(416, "Location: /u/2", "Range: 0-399");
        registry.on("PATCH " + BASE + "/u/2").answer(202, "Location: /u/3", "Range: bytes=0-599");
        registry.on("PATCH " + BASE + "/u/3").answer(202, "Range: 0-999");
        registry.on("PUT " + BASE + "/u/3?digest=" + DIGEST).answer(201);
        assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
        assertThat(registry.requests("PATCH").stream()
                        .map(p -> p.header("Content-Range").getFirst()))
                .containsExactly("0-599", "400-599", "600-999");
        assertThat(registry.request(7).body()).isEqualTo(Samples.part(CONTENT, 400, 600));
        assertThat(registry.request(8).body()).isEqualTo(Samples.part(CONTENT, 600, 1000));
        assertThat(registry.last().body()).isEmpty();
    }

    @Test
    @DisplayName("BL-11: when the connection broke the registry is asked how much it has")
    void brokenPutAsksForTheOffset() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).fail(ErrorKind.TRANSPORT);
        registry.on("GET " + SESSION).answer(204, "Location: /u/2", "Range: 0-299");
        registry.on("PATCH " + BASE + "/u/2").answer(202);
        registry.on("PUT " + BASE + "/u/2?digest=" + DIGEST).answer(201);
        assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
        assertThat(registry.request(3).header("Content-Range")).containsExactly("300-999");
        assertThat(registry.request(3).body()).isEqualTo(Samples.part(CONTENT, 300, 1000));
    }

    @Test
    @DisplayName("BL-11: overload passes, the blob is sent at once all the same")
    void overloadPasses() throws IOException {
        for (int status : new int[] {408, 429, 500, 502, 503, 504}) {
            registry.on(MOUNT).answer(202, SESSION_PATH);
            registry.on(PUT).answer(status);
            registry.on(PUT).answer(201);
            scheme.putBlob(REPO, BLOB, source());
        }
    }

    @Test
    @DisplayName("BL-11: a refusal that will not change is not repeated but followed by chunks")
    void refusedPutContinuesInChunks() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(413);
        registry.on("PATCH " + SESSION).answer(202);
        registry.on(PUT).answer(201);
        scheme.putBlob(REPO, BLOB, source());
    }

    @Test
    @DisplayName("BL-11, RB-10: a body is never repeated without asking, as the registry may have got a part of it")
    void bodyIsSentOnce() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(201);
        scheme.putBlob(REPO, BLOB, source());
        assertThat(registry.last().call().body().orElseThrow().once()).isTrue();
    }

    @Test
    @DisplayName("BL-11: everything had arrived when the connection broke: nothing is sent again")
    void brokenPutHadArrived() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).fail(ErrorKind.TRANSPORT);
        registry.on("GET " + SESSION).answer(404);
        registry.on(HEAD).answer(200);
        assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).fail(ErrorKind.STALLED);
        registry.on("GET " + SESSION).answer(204, "Range: 0-999");
        registry.on(PUT).answer(201);
        assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
        assertThat(registry.last().body()).isEmpty();
    }

    @Test
    @DisplayName("BL-11: without an answer about the offset the upload starts over in another session")
    void brokenPutWithoutStatus() throws IOException {
        for (int status : new int[] {404, 405, 500}) {
            registry.on(MOUNT).answer(202, SESSION_PATH);
            registry.on(PUT).fail(ErrorKind.TRANSPORT);
            registry.on("GET " + SESSION).answer(status);
            registry.on(HEAD).answer(404);
            registry.on("DELETE " + SESSION).answer(404);
            registry.on(POST).answer(202, "Location: /u/new");
            registry.on("PUT " + BASE + "/u/new?digest=" + DIGEST).answer(201);
            assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
        }
    }

    @Test
    @DisplayName("BL-11: connections that always break end the upload with the fifth session")
    void brokenForGood() {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        for (int i = 0; i < 5; i++) {
            registry.on(PUT).fail(ErrorKind.TRANSPORT);
            registry.on("GET " + SESSION).answer(404);
            registry.on(HEAD).answer(404);
            registry.on("DELETE " + SESSION).answer(404);
            if (i < 4) {
                registry.on(POST).answer(202, SESSION_PATH);
            }
        }
        RegistryException e = failure(ErrorKind.TRANSPORT, () -> scheme.putBlob(REPO, BLOB, source()));
        assertThat(e.getMessage()).startsWith("failed to send blob (put), digest " + DIGEST);
    }

    @Test
    @DisplayName("BL-11, RD-4: a Location that is refused is not tried in other ways")
    void refusedLocation() {
        registry.on(MOUNT).answer(202, "Location: http://127.0.0.1/u");
        registry.on("PUT http://127.0.0.1/u?digest=" + DIGEST).fail(ErrorKind.HTTP_REDIRECT_REFUSED);
        registry.on("DELETE http://127.0.0.1/u").fail(ErrorKind.HTTP_REDIRECT_REFUSED);
        failure(ErrorKind.HTTP_REDIRECT_REFUSED, () -> scheme.putBlob(REPO, BLOB, source()));
    }

    @Test
    @DisplayName("BL-11, BL-16: a session that got a part twice refuses the right digest; the upload starts over")
    void partTwice() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).fail(ErrorKind.TRANSPORT);
        registry.on("GET " + SESSION).answer(204, "Range: 0-499");
        registry.on("PATCH " + SESSION).answer(202);
        registry.on(PUT).answer(400);
        registry.on("DELETE " + SESSION).answer(204);
        registry.on(POST).answer(202, "Location: /u/new");
        registry.on("PUT " + BASE + "/u/new?digest=" + DIGEST).answer(201);
        assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
    }

    @Test
    @DisplayName("BL-11, BL-17: a source that can be read once is not sent again, the session is cancelled")
    void oneShotSource() {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(502);
        registry.on("DELETE " + SESSION).answer(204);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> scheme.putBlob(REPO, BLOB, once()));
        assertThat(e.httpStatus()).hasValue(502);
        assertThat(e.getMessage())
                .startsWith("failed to send blob (put), digest " + DIGEST + ", ref " + HOST + "/app: ");
    }

    @Test
    @DisplayName("24.B 27, AU-2: a refused login ends the upload, the blob is sent once and no chunks follow")
    void refusedLogin() {
        registry.on(MOUNT).answer(202, "Location: https://other.example/u");
        registry.on("PUT https://other.example/u?digest=" + DIGEST).answer(401);
        registry.on("DELETE https://other.example/u").answer(401);
        failure(ErrorKind.HTTP_UNAUTHORIZED, () -> scheme.putBlob(REPO, BLOB, source()));
    }

    @Test
    @DisplayName("BL-11: who may not write is refused once in one request and once in chunks, and asks no further")
    void refusedInBothForms() {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(403);
        registry.on("PATCH " + SESSION).answer(403);
        registry.on("DELETE " + SESSION).answer(403);
        failure(ErrorKind.HTTP_UNAUTHORIZED, () -> scheme.putBlob(REPO, BLOB, source()));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {400, 403, 404, 405, 409, 411, 413, 415, 422, 501})
    @DisplayName("BL-11: a registry that refuses the request with everything in it gets chunks in the same session")
    void everyRefusalIsFollowedByChunks(int status) throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(status);
        if (status == 404) {
            registry.on(HEAD).answer(404);
        }
        registry.on("PATCH " + SESSION).answer(202);
        registry.on(PUT).answer(201);
        assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
        assertThat(registry.requests("PATCH").getFirst().body()).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("BL-17: a cancelled run does not wait for the cancellation of its session")
    void cancelledRun() {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).fail(ErrorKind.CANCELED);
        failure(ErrorKind.CANCELED, () -> scheme.putBlob(REPO, BLOB, source()));
    }

    @Test
    @DisplayName("24.F 97, BL-10, BL-17: content other than announced is not committed, the session is cancelled")
    void wrongContent() {
        byte[] other = CONTENT.clone();
        other[999]++;
        assertWrongContent(ErrorKind.DIGEST_MISMATCH, other);
        assertWrongContent(ErrorKind.SHORT_READ, Samples.part(CONTENT, 0, 999));
        assertWrongContent(ErrorKind.SIZE_LIMIT_EXCEEDED, Samples.content(1001));
    }

    private void assertWrongContent(ErrorKind kind, byte[] content) {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(201);
        registry.on("DELETE " + SESSION).answer(204);
        failure(kind, () -> scheme.putBlob(REPO, BLOB, BlobSource.ofBytes(content)));
    }

    @Test
    @DisplayName("BL-11: a source that fails is reported as such and not read again in chunks")
    void failingSource() {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(201);
        registry.on("DELETE " + SESSION).answer(204);
        RegistryException e = failure(
                ErrorKind.LOCAL_IO,
                () -> scheme.putBlob(REPO, BLOB, BlobSource.reopening(() -> {
                    throw RegistryException.of(ErrorKind.LOCAL_IO, "disk on fire");
                })));
        assertThat(e.getMessage()).contains("failed to send blob (put)").contains("disk on fire");
    }

    @Test
    @DisplayName("BL-11: a session the registry forgot is replaced once")
    void lostSession() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(404);
        registry.on(HEAD).answer(404);
        registry.on("PATCH " + SESSION).answer(404);
        registry.on("GET " + SESSION).answer(404);
        registry.on("DELETE " + SESSION).answer(404);
        registry.on(POST).answer(202, "Location: /u/new");
        registry.on("PUT " + BASE + "/u/new?digest=" + DIGEST).answer(201);
        assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
    }

    @Test
    @DisplayName("RB-10: a PUT that was repeated because its answer got lost is a success when the blob is there")
    void lostAnswer() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(404);
        registry.on(HEAD).answer(200);
        assertThat(scheme.putBlob(REPO, BLOB, once())).isEqualTo(BLOB);
        assertThat(registry.last().call().rules().skipMirrors()).isTrue();
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).fail(ErrorKind.TRANSPORT);
        registry.on(HEAD).answer(200);
        assertThat(scheme.putBlob(REPO, BLOB, once())).isEqualTo(BLOB);
    }

    @Test
    @DisplayName("BL-11: a second lost session is a failure")
    void lostSessionTwice() {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        registry.on(PUT).answer(404);
        registry.on(HEAD).answer(404);
        registry.on("PATCH " + SESSION).answer(404);
        registry.on("GET " + SESSION).answer(404);
        registry.on("DELETE " + SESSION).answer(404);
        registry.on(POST).answer(202, "Location: /u/new");
        registry.on("PUT " + BASE + "/u/new?digest=" + DIGEST).answer(404);
        registry.on(HEAD).answer(404);
        registry.on("PATCH " + BASE + "/u/new").answer(404);
        registry.on("GET " + BASE + "/u/new").answer(404);
        registry.on("DELETE " + BASE + "/u/new").answer(404);
        failure(ErrorKind.NOT_FOUND, () -> scheme.putBlob(REPO, BLOB, source()));
    }

    @Test
    @DisplayName("BL-10, BL-13: above blobMax a blob of known size goes in chunks")
    void aboveBlobMax() throws IOException {
        registry.setHost(ScriptedRegistry.host(400, 999, ""));
        registry.on(MOUNT).answer(202, "Location: /u/0");
        registry.on("PATCH " + BASE + "/u/0").answer(202, "Location: /u/1", "Range: 0-399");
        registry.on("PATCH " + BASE + "/u/1").answer(202, "Location: /u/2", "Range: 0-799");
        registry.on("PATCH " + BASE + "/u/2").answer(201, "Location: /u/3");
        registry.on("PUT " + BASE + "/u/3?digest=" + DIGEST).answer(204);
        assertThat(scheme.putBlob(REPO, BLOB, once())).isEqualTo(BLOB);
        assertThat(registry.requests("PATCH").stream()
                        .map(p -> p.header("Content-Range").getFirst()))
                .containsExactly("0-399", "400-799", "800-999");
        assertThat(registry.requests("PATCH"))
                .allMatch(p -> p.header("Content-Type").equals(List.of("application/octet-stream")));
    }

    @Test
    @DisplayName("BL-12: size 0 without the digest of nothing is an unknown size")
    void sizeZeroIsUnknown() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on("PATCH " + BASE + "/u").answer(202);
        registry.on("PUT " + BASE + "/u?digest=" + DIGEST).answer(201);
        assertThat(scheme.putBlob(REPO, BLOB.withSize(0), source()).size()).isEqualTo(1000);
    }

    @Test
    @DisplayName("BL-11, RB-5: repetitions for overload count for all sessions of a blob together")
    void overloadInTwoSessions() throws IOException {
        registry.on(MOUNT).answer(202, SESSION_PATH);
        for (int i = 0; i < 4; i++) {
            registry.on(PUT).answer(503);
        }
        registry.on(PUT).fail(ErrorKind.TRANSPORT);
        registry.on("GET " + SESSION).answer(404);
        registry.on(HEAD).answer(404);
        registry.on("DELETE " + SESSION).answer(404);
        registry.on(POST).answer(202, "Location: /u/new");
        registry.on("PUT " + BASE + "/u/new?digest=" + DIGEST).answer(503);
        registry.on("PATCH " + BASE + "/u/new").answer(202);
        registry.on("PUT " + BASE + "/u/new?digest=" + DIGEST).answer(201);
        assertThat(scheme.putBlob(REPO, BLOB, source())).isEqualTo(BLOB);
    }
}
