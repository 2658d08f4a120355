// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.Samples.blob;
import static io.regclient.scheme.registry.Samples.bytes;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.scheme.BlobHead;
import io.regclient.stream.BlobReader;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlobReadTest {
    private static final byte[] CONTENT = bytes("some blob content");
    private static final Descriptor BLOB = blob(CONTENT);
    private static final Digest DIGEST = BLOB.digest().orElseThrow();
    private static final String PATH = "/v2/app/blobs/" + DIGEST;
    private static final String ELSEWHERE = "https://cdn.example/layer?x=%2B";
    private static final Descriptor FOREIGN = BLOB.withUrls(List.of(ELSEWHERE));

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    private byte[] get(Descriptor blob) throws IOException {
        try (BlobReader reader = scheme.getBlob(REPO, blob)) {
            return reader.readAllBytes();
        }
    }

    @Test
    @DisplayName("BL-1: HEAD completes size and media type of the descriptor")
    void headCompletes() throws IOException {
        registry.on("HEAD " + PATH)
                .answer(200, "Content-Length: 17", "Content-Type: application/octet-stream", "X-A: b");
        BlobHead head = scheme.probeBlob(REPO, Descriptor.ofDigest(DIGEST)).orElseThrow();
        assertThat(head.descriptor()).isEqualTo(BLOB);
        assertThat(head.headers()).containsEntry("X-A", List.of("b"));
        assertThat(registry.last().call().work().kind()).isEqualTo(Work.Kind.HEAD);
        assertThat(registry.last().call().rules().skipMirrors()).isFalse();
        registry.on("HEAD " + PATH).answer(200, "Content-Length: 17", "Content-Type: text/plain");
        assertThat(scheme.headBlob(REPO, BLOB)).contains(BLOB);
    }

    @ParameterizedTest
    @DisplayName("BL-1, BL-19: 200 with the digest or the length of another blob counts as absent, also without HEAD")
    @CsvSource(
            delimiter = '|',
            value = {
                "Docker-Content-Digest: sha256:1111111111111111111111111111111111111111111111111111111111111111|false",
                "Docker-Content-Digest: \"1111111111111111111111111111111111111111111111111111111111111111\"|false",
                "Docker-Content-Digest: junk|true",
                "Docker-Content-Digest: sha512:00|true",
                "Content-Length: 5|false",
                "Content-Length: 18|false",
                "Content-Length: 0|true",
                "Content-Length: 17|true"
            })
    void contradictions(String header, boolean present) throws IOException {
        registry.on("HEAD " + PATH).answer(200, header);
        assertThat(scheme.headBlob(REPO, BLOB).isPresent()).isEqualTo(present);
        registry.on("HEAD " + PATH).answer(405);
        registry.on("GET " + PATH).answer(200, header);
        assertThat(scheme.headBlob(REPO, BLOB).isPresent()).isEqualTo(present);
        assertThat(registry.last().call().expectedLength())
                .as("another length is no failure")
                .isEmpty();
    }

    @Test
    @DisplayName("BL-1: the length of an encoded content says nothing about the blob")
    void encodedLength() throws IOException {
        registry.on("HEAD " + PATH).answer(200, "Content-Length: 5", "Content-Encoding: gzip");
        assertThat(scheme.headBlob(REPO, BLOB)).contains(BLOB);
    }

    @Test
    @DisplayName("BL-1: a blob the registry lacks is found at a URL of its descriptor")
    void headFindsForeignBlob() throws IOException {
        registry.on("HEAD " + PATH).answer(404);
        registry.on("HEAD " + ELSEWHERE).answer(200, "Content-Length: 17");
        assertThat(scheme.headBlob(REPO, FOREIGN)).contains(FOREIGN);
        HttpCall call = registry.last().call();
        assertThat(call.rules().external())
                .as("guarded and without credentials (RD-4)")
                .isTrue();
        assertThat(call.rules().skipMirrors()).isTrue();
    }

    @Test
    @DisplayName("BL-1: a missing blob is empty, another failure of the registry is one even when URLs fail too")
    void headFailures() throws IOException {
        registry.on("HEAD " + PATH).answer(404);
        registry.on("HEAD " + ELSEWHERE).answer(500);
        assertThat(scheme.headBlob(REPO, FOREIGN)).isEmpty();
        registry.on("HEAD " + PATH).answer(500);
        registry.on("HEAD " + ELSEWHERE).answer(404);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> scheme.headBlob(REPO, FOREIGN));
        assertThat(e.getMessage())
                .startsWith("failed to request blob head, digest " + DIGEST + ", ref " + HOST + "/app: ");
    }

    @Test
    @DisplayName("BL-2, CO-1: GET announces the expected length, and holds its slot until the reader is closed")
    void getStreams() throws IOException {
        registry.on("GET " + PATH)
                .answer(200, "Content-Type: application/x-layer; a=b")
                .body(CONTENT);
        try (BlobReader reader = scheme.getBlob(REPO, BLOB.withMediaType(""))) {
            assertThat(reader.readAllBytes()).isEqualTo(CONTENT);
            assertThat(reader.mediaType()).isEqualTo("application/x-layer");
            assertThat(reader.size()).hasValue(17);
            assertThat(reader.digest()).contains(DIGEST);
        }
        assertThat(registry.last().call().expectedLength()).hasValue(17);
        assertThat(registry.last().call().work()).isEqualTo(new Work(Work.Kind.BLOB, 17));
    }

    @Test
    @DisplayName("BL-2, VD-1: an unknown size is taken from Content-Length, a size of 0 counts as unknown")
    void unknownSize() throws IOException {
        for (long size : new long[] {-1, 0}) {
            registry.on("GET " + PATH).answer(200, "Content-Length: 17").body(CONTENT);
            try (BlobReader reader = scheme.getBlob(REPO, BLOB.withSize(size))) {
                assertThat(reader.size()).hasValue(17);
                assertThat(reader.readAllBytes()).isEqualTo(CONTENT);
            }
            assertThat(registry.last().call().expectedLength()).isEmpty();
        }
    }

    @Test
    @DisplayName("24.D 61, VD-1: longer, shorter and other content fail while they are read")
    void contentIsVerified() {
        registry.on("GET " + PATH).answer(200).body(bytes("some blob content+"));
        failure(ErrorKind.SIZE_LIMIT_EXCEEDED, () -> get(BLOB));
        registry.on("GET " + PATH).answer(200).body(bytes("some blob conten"));
        failure(ErrorKind.SHORT_READ, () -> get(BLOB));
        registry.on("GET " + PATH).answer(200).body(bytes("some blob c0ntent"));
        failure(ErrorKind.DIGEST_MISMATCH, () -> get(BLOB));
    }

    @Test
    @DisplayName("24.F 99, BL-2: a blob the registry lacks comes from the descriptor's URL, the query untouched")
    void getFromUrl() throws IOException {
        registry.on("GET " + PATH).answer(404);
        registry.on("GET " + ELSEWHERE).answer(200).body(CONTENT);
        assertThat(get(FOREIGN)).isEqualTo(CONTENT);
        HttpCall call = registry.last().call();
        assertThat(call.rules().external()).isTrue();
        assertThat(call.rules().skipMirrors()).isTrue();
        assertThat(call.expectedLength()).hasValue(17);
    }

    @Test
    @DisplayName("24.F 100, BL-2: the failure of the last URL is the one reported")
    void getReportsTheLastFailure() {
        Descriptor two = BLOB.withUrls(List.of("ftp://a.example/x", "https://127.0.0.1/x"));
        registry.on("GET " + PATH).answer(404);
        registry.on("GET https://127.0.0.1/x").fail(ErrorKind.HTTP_REDIRECT_REFUSED);
        RegistryException e = failure(ErrorKind.HTTP_REDIRECT_REFUSED, () -> get(two));
        assertThat(e.getMessage()).startsWith("failed to get blob, digest " + DIGEST + ", ref " + HOST + "/app: ");
    }

    @Test
    @DisplayName("BL-1, BL-2: of the URLs of a descriptor the first 16 are tried")
    void urlsAreLimited() {
        List<String> urls = IntStream.range(0, BlobApi.MAX_URLS + 1)
                .mapToObj(i -> "https://files.example/" + i)
                .toList();
        registry.on("GET " + PATH).answer(404);
        urls.subList(0, BlobApi.MAX_URLS)
                .forEach(url -> registry.on("GET " + url).answer(404));
        failure(ErrorKind.NOT_FOUND, () -> get(BLOB.withUrls(urls)));
    }

    @Test
    @DisplayName("BL-2: a cancelled request does not go on to the URLs")
    void cancelledGetStops() {
        registry.on("GET " + PATH).fail(ErrorKind.CANCELED);
        failure(ErrorKind.CANCELED, () -> get(FOREIGN));
    }

    @Test
    @DisplayName("BL-2: only status 200 is success")
    void onlyOkIsSuccess() {
        registry.on("GET " + PATH).answer(206).body(CONTENT);
        failure(ErrorKind.HTTP_STATUS, () -> get(BLOB));
    }

    @Test
    @DisplayName("BL-3: right data of the descriptor costs no request, wrong data is ignored")
    void embeddedData() throws IOException {
        assertThat(get(BLOB.withData(Optional.of(CONTENT)))).isEqualTo(CONTENT);
        registry.on("GET " + PATH).answer(200).body(CONTENT);
        assertThat(get(BLOB.withData(Optional.of(bytes("other"))))).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("register 15, BL-4, MI-3: DELETE goes to the registry itself and needs 202")
    void deletes() throws IOException {
        registry.on("DELETE " + PATH).answer(202);
        scheme.deleteBlob(REPO, BLOB);
        assertThat(registry.last().call().rules().skipMirrors()).isTrue();
        registry.on("DELETE " + PATH).answer(200);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> scheme.deleteBlob(REPO, BLOB));
        assertThat(e)
                .hasMessage("failed to delete blob, digest " + DIGEST + ", ref " + HOST
                        + "/app: unexpected http status code: OK [http 200]");
    }

    @Test
    @DisplayName("BL-1 to BL-4: a descriptor without digest is refused before any traffic")
    void digestIsNeeded() {
        Descriptor blank = new Descriptor(
                MediaType.OCTET_STREAM,
                Optional.empty(),
                3,
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                "");
        failure(ErrorKind.MISSING_DIGEST, () -> scheme.headBlob(REPO, blank));
        failure(ErrorKind.MISSING_DIGEST, () -> scheme.getBlob(REPO, blank));
        failure(ErrorKind.MISSING_DIGEST, () -> scheme.deleteBlob(REPO, blank));
        failure(ErrorKind.MISSING_DIGEST, () -> scheme.mountBlob(REPO, REPO, blank));
    }
}
