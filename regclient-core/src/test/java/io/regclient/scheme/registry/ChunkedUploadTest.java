// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.ScriptedRegistry.BASE;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.stream.BlobSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Blobs of unknown digest or size. */
class ChunkedUploadTest {
    private static final byte[] CONTENT = Samples.content(1280);
    private static final Digest DIGEST = Digest.sha256(CONTENT);
    private static final String POST = "POST /v2/app/blobs/uploads/";
    private static final String PATCH = "PATCH " + BASE + "/u";
    private static final String PUT = "PUT " + BASE + "/u?digest=" + DIGEST;
    private static final String STATUS = "GET " + BASE + "/u";
    private static final String CANCEL = "DELETE " + BASE + "/u";
    private static final Descriptor UNKNOWN =
            new Descriptor("", Optional.empty(), -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @BeforeEach
    void chunksOf512() {
        registry.setHost(ScriptedRegistry.host(512, 0, ""));
    }

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    private Descriptor put() throws IOException {
        return scheme.putBlob(REPO, UNKNOWN, BlobSource.ofBytes(CONTENT));
    }

    private Descriptor putOnce() throws IOException {
        return scheme.putBlob(REPO, UNKNOWN, BlobSource.once(new ByteArrayInputStream(CONTENT)));
    }

    private List<String> ranges() {
        return registry.requests("PATCH").stream()
                .map(patch -> patch.header("Content-Range").getFirst())
                .toList();
    }

    @Test
    @DisplayName("24.F 93, BL-12, BL-13, BL-18: standard input is POST without mount, chunks, PUT with its digest")
    void unknownContent() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202, "Range: 0-511");
        registry.on(PATCH).answer(202, "Range: 0-1023");
        registry.on(PATCH).answer(202, "Range: 0-1279");
        registry.on(PUT).answer(201);
        Descriptor stored = putOnce();
        assertThat(stored).isEqualTo(Descriptor.of(MediaType.OCTET_STREAM, DIGEST, 1280));
        assertThat(ranges()).containsExactly("0-511", "512-1023", "1024-1279");
        assertThat(registry.request(2).body()).isEqualTo(Samples.part(CONTENT, 512, 1024));
        assertThat(registry.request(2).header("Content-Type")).containsExactly("application/octet-stream");
        assertThat(registry.last().call().body()).isEmpty();
        assertThat(registry.request(0).call().target().query()).isEmpty();
    }

    @Test
    @DisplayName("BL-12: nothing at all is committed as the empty blob")
    void emptyContent() throws IOException {
        Digest nothing = Digest.sha256(new byte[0]);
        registry.on(POST).answer(202, "Location: /u");
        registry.on("PUT " + BASE + "/u?digest=" + nothing).answer(201);
        Descriptor stored = scheme.putBlob(REPO, UNKNOWN, BlobSource.once(new ByteArrayInputStream(new byte[0])));
        assertThat(stored.digest()).contains(nothing);
        assertThat(stored.size()).isZero();
    }

    @Test
    @DisplayName("24.F 92, BL-7: the registry's minimum raises the chunk size, for later uploads too")
    void minimumLength() throws IOException {
        registry.on(POST).answer(202, "Location: /u", "OCI-Chunk-Min-Length: 1024");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        put();
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        put();
        assertThat(ranges()).containsExactly("0-1023", "1024-1279", "0-1023", "1024-1279");
    }

    @Test
    @DisplayName("BL-7, BL-14: what is left of a chunk is filled up to the registry's minimum")
    void remainderIsFilledUp() throws IOException {
        registry.on(POST).answer(202, "Location: /u", "OCI-Chunk-Min-Length: 600");
        registry.on(PATCH).answer(416, "Location: /u", "Range: 0-399");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        put();
        assertThat(ranges()).containsExactly("0-599", "400-999", "1000-1279");
        assertThat(registry.request(2).body()).isEqualTo(Samples.part(CONTENT, 400, 1000));
    }

    @Test
    @DisplayName("24.F 91, BL-14: a PATCH that keeps failing goes on from what a status request tells")
    void statusAfterFailure() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(429);
        registry.on(STATUS).answer(204, "Location: /u?2", "Range: 0-99");
        registry.on(PATCH + "?2").answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        assertThat(putOnce().digest()).contains(DIGEST);
        assertThat(ranges()).containsExactly("0-511", "100-511", "512-1023", "1024-1279");
    }

    @Test
    @DisplayName("BL-14: so is one whose connection broke")
    void statusAfterTransportError() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).fail(ErrorKind.TRANSPORT);
        registry.on(STATUS).answer(204, "Range: 0-1023");
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        putOnce();
        assertThat(ranges()).containsExactly("0-511", "512-1023", "1024-1279");
    }

    @Test
    @DisplayName("SP-3, BL-14: 416 without headers is followed by a status request; the source starts over if needed")
    void refusalWithoutHeaders() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(416);
        registry.on(STATUS).answer(204, "Range: 0-255");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        put();
        assertThat(ranges()).containsExactly("0-511", "512-1023", "256-767", "768-1279");
    }

    @Test
    @DisplayName("BL-14: bytes that are no longer kept cannot be sent again when the source cannot start over")
    void olderBytesOfOneShotSource() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(416, "Location: /u", "Range: 0-255");
        registry.on(CANCEL).answer(204);
        RegistryException e = failure(ErrorKind.NOT_RETRYABLE, this::putOnce);
        assertThat(e.getMessage()).contains("from byte 256 again");
    }

    @Test
    @DisplayName("BL-14: a registry that reports more than it was sent is not believed")
    void tooMuchReceived() {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202, "Range: 0-512");
        registry.on(CANCEL).answer(204);
        failure(ErrorKind.MISMATCH, this::put);
    }

    @Test
    @DisplayName("24.F 96, register 17, BL-15: 0-0 of a session without acknowledged chunk means nothing was received")
    void zeroRange() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(500);
        registry.on(STATUS).answer(204, "Range: 0-0");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        put();
        assertThat(ranges()).containsExactly("0-511", "0-511", "512-1023", "1024-1279");
    }

    @Test
    @DisplayName("BL-15: when byte 0 is refused as out of order, 0-0 means one byte after all")
    void zeroRangeAfterRefusal() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(500);
        registry.on(STATUS).answer(204, "Range: 0-0");
        registry.on(PATCH).answer(416);
        registry.on(STATUS).answer(204, "Range: 0-0");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        put();
        assertThat(ranges()).containsExactly("0-511", "0-511", "1-511", "512-1023", "1024-1279");
    }

    @Test
    @DisplayName("BL-15: a status without Range leaves the offset that was acknowledged")
    void statusWithoutRange() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(500);
        registry.on(STATUS).answer(204);
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        put();
        assertThat(ranges()).containsExactly("0-511", "512-1023", "512-1023", "1024-1279");
    }

    @Test
    @DisplayName("24.F 98, BL-14, BL-17: eleven recoverable failures in a row are too many, the session is cancelled")
    void tooManySetbacks() {
        registry.on(POST).answer(202, "Location: /u");
        for (int i = 0; i < 11; i++) {
            registry.on(i == 0 ? PATCH : PATCH + "?" + (i - 1)).answer(416, "Location: /u?" + i, "Range: 0-9");
        }
        registry.on(CANCEL + "?9").answer(204);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, this::put);
        assertThat(e.httpStatus()).hasValue(416);
        assertThat(e.getMessage()).startsWith("failed to send blob (chunk), ref " + HOST + "/app: ");
    }

    @Test
    @DisplayName("BL-14: successes make up for failures")
    void successesCount() throws IOException {
        registry.setHost(ScriptedRegistry.host(64, 0, ""));
        registry.on(POST).answer(202, "Location: /u");
        for (int i = 0; i < 20; i++) {
            registry.on(PATCH).answer(500);
            registry.on(STATUS).answer(204);
            registry.on(PATCH).answer(202);
        }
        registry.on(PUT).answer(201);
        put();
    }

    @Test
    @DisplayName("BL-14: a registry that accepts chunks but never gets further is given up")
    void noProgress() {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        for (int i = 0; i < 11; i++) {
            registry.on(PATCH).answer(202, "Range: 0-511");
        }
        registry.on(CANCEL).answer(204);
        failure(ErrorKind.MISMATCH, this::put);
    }

    @Test
    @DisplayName("BL-14, BL-17: without a status the failure of the PATCH is reported")
    void failedStatus() {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(500);
        registry.on(STATUS).answer(200);
        registry.on(CANCEL).answer(204);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, this::putOnce);
        assertThat(e.httpStatus()).hasValue(500);
        assertThat(e.getMessage()).startsWith("failed to send blob (chunk), ref " + HOST + "/app: ");
    }

    @Test
    @DisplayName("BL-14: without a status the upload starts over when its source can")
    void startsOver() throws IOException {
        for (int status : new int[] {200, 405, 500}) {
            registry.on(POST).answer(202, "Location: /old");
            registry.on("PATCH " + BASE + "/old").answer(202);
            registry.on("PATCH " + BASE + "/old").fail(ErrorKind.TRANSPORT);
            registry.on("GET " + BASE + "/old").answer(status);
            registry.on("DELETE " + BASE + "/old").answer(204);
            registry.on(POST).answer(202, "Location: /u");
            registry.on(PATCH).answer(202);
            registry.on(PATCH).answer(202);
            registry.on(PATCH).answer(202);
            registry.on(PUT).answer(201);
            assertThat(put().digest()).contains(DIGEST);
        }
    }

    @Test
    @DisplayName("BL-14, RB-10: a chunk is never repeated without asking, the registry may have got a part of it")
    void chunksAreSentOnce() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        put();
        assertThat(registry.requests("PATCH"))
                .allMatch(patch -> patch.call().body().orElseThrow().once());
    }

    @Test
    @DisplayName("section 23: a session distribution 2.8 forgot is replaced once when the source can start over")
    void lostSession() throws IOException {
        registry.on(POST).answer(202, "Location: /old");
        registry.on("PATCH " + BASE + "/old").answer(404);
        registry.on("GET " + BASE + "/old").answer(404);
        registry.on("DELETE " + BASE + "/old").answer(404);
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(201);
        assertThat(put().digest()).contains(DIGEST);
    }

    @Test
    @DisplayName("section 23: standard input cannot start over when its session is lost")
    void lostSessionOfOneShotSource() {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(404);
        registry.on(STATUS).answer(404);
        registry.on(CANCEL).answer(404);
        failure(ErrorKind.NOT_FOUND, this::putOnce);
    }

    @Test
    @DisplayName("24.F 97, register 18, BL-16, BL-17: wrong content is not committed, the newest session ends")
    void wrongExpectation() {
        Digest other = Digest.sha256(Samples.bytes("other"));
        registry.on(POST).answer(202, "Location: /u?0");
        registry.on(PATCH + "?0").answer(202, "Location: /u?1");
        registry.on(PATCH + "?1").answer(202, "Location: /u?2");
        registry.on(PATCH + "?2").answer(202, "Location: /u?3");
        registry.on(CANCEL + "?3").answer(204);
        RegistryException e = failure(
                ErrorKind.DIGEST_MISMATCH,
                () -> scheme.putBlob(REPO, UNKNOWN.withDigest(other), BlobSource.ofBytes(CONTENT)));
        assertThat(e).hasMessage("digest mismatch, expected " + other + ", computed " + DIGEST);
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(CANCEL).answer(500);
        failure(ErrorKind.MISMATCH, () -> scheme.putBlob(REPO, UNKNOWN.withSize(7), BlobSource.ofBytes(CONTENT)));
    }

    @Test
    @DisplayName("BL-16: a failed commit is reported and the session cancelled")
    void failedCommit() {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(400);
        registry.on(CANCEL).answer(404);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, this::put);
        assertThat(e.httpStatus()).hasValue(400);
    }

    @Test
    @DisplayName("RB-10: a commit that was repeated because its answer got lost is a success when the blob is there")
    void lostAnswer() throws IOException {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PATCH).answer(202);
        registry.on(PUT).answer(404);
        registry.on("HEAD /v2/app/blobs/" + DIGEST).answer(200);
        assertThat(putOnce().digest()).contains(DIGEST);
    }

    @Test
    @DisplayName("BL-17: a source that fails in the middle leaves no session behind")
    void failingSource() {
        registry.on(POST).answer(202, "Location: /u");
        registry.on(PATCH).answer(202);
        registry.on(CANCEL).answer(204);
        failure(ErrorKind.SHORT_READ, () -> scheme.putBlob(REPO, UNKNOWN, BlobSource.once(breakingAfter(600))));
    }

    private static InputStream breakingAfter(int length) {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw RegistryException.of(ErrorKind.SHORT_READ, "source broke off");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
        return new SequenceInputStream(new ByteArrayInputStream(CONTENT, 0, length), broken);
    }
}
