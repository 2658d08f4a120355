// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static io.regclient.server.registry.WireClient.bytes;
import static io.regclient.server.registry.WireClient.sha512;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.server.registry.WireClient.Answer;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlobUploadTest {
    private static final byte[] CONTENT = bytes("content of a blob");
    private static final Digest DIGEST = Digest.sha256(CONTENT);
    private static final int LIMIT = 1 << 20;

    @RegisterExtension
    static final RegistryExtension REGISTRY =
            RegistryExtension.with(options -> options.chunkMinBytes(1024).maxBlobBytes(LIMIT));

    private final TestRepository repository;
    private final WireClient client;

    BlobUploadTest(TestRepository repository) {
        this.repository = repository;
        this.client = WireClient.of(repository);
    }

    private byte[] stored() {
        return client.get("blobs/" + DIGEST).body();
    }

    @Test
    void postThenPut() {
        Answer started = client.post("blobs/uploads/", new byte[0]);
        assertThat(started.status()).isEqualTo(202);
        assertThat(started.header("Range")).isEqualTo("0-0");
        assertThat(started.location()).endsWith(started.header("Docker-Upload-UUID"));
        assertThat(started.header("OCI-Chunk-Min-Length")).isEqualTo("1024");
        Answer finished = client.put(started.location() + "?digest=" + DIGEST, CONTENT);
        assertThat(finished.status()).isEqualTo(201);
        assertThat(finished.location()).isEqualTo("/v2/" + repository.name() + "/blobs/" + DIGEST);
        assertThat(finished.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
        assertThat(stored()).isEqualTo(CONTENT);
    }

    @Test
    void singlePost() {
        assertThat(client.post("blobs/uploads/?digest=" + DIGEST, CONTENT).status())
                .isEqualTo(201);
        assertThat(stored()).isEqualTo(CONTENT);
    }

    @Test
    void bodyOfUnknownLength() {
        var body = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(CONTENT));
        Answer answer = client.send("PUT", client.start() + "?digest=" + DIGEST, body);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(stored()).isEqualTo(CONTENT);
    }

    @Test
    void emptyBlob() {
        Digest empty = Digest.sha256(new byte[0]);
        assertThat(client.put(client.start() + "?digest=" + empty, new byte[0]).status())
                .isEqualTo(201);
        Answer answer = client.get("blobs/" + empty);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isEqualTo("0");
    }

    @Test
    @DisplayName("BL-13: chunks with Content-Range, the last one in the final PUT")
    void chunks() {
        String upload = client.start();
        Answer first = client.patch(upload, Arrays.copyOf(CONTENT, 5), "Content-Range", "0-4");
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.header("Range")).isEqualTo("0-4");
        Answer second = client.patch(first.location(), Arrays.copyOfRange(CONTENT, 5, 9), "Content-Range", "5-8");
        assertThat(second.header("Range")).isEqualTo("0-8");
        byte[] rest = Arrays.copyOfRange(CONTENT, 9, CONTENT.length);
        Answer finished =
                client.put(second.location() + "?digest=" + DIGEST, rest, "Content-Range", "9-" + (CONTENT.length - 1));
        assertThat(finished.status()).isEqualTo(201);
        assertThat(stored()).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("SP-3: a chunk out of order is 416 with what has been received")
    void chunkOutOfOrder() {
        String upload = client.start();
        client.patch(upload, Arrays.copyOf(CONTENT, 5), "Content-Range", "0-4");
        Answer gap = client.patch(upload, new byte[] {1, 2}, "Content-Range", "7-8");
        assertThat(gap.status()).isEqualTo(416);
        assertThat(gap.header("Range")).isEqualTo("0-4");
        assertThat(gap.location()).isEqualTo(upload);
        Answer again = client.patch(upload, Arrays.copyOf(CONTENT, 5), "Content-Range", "0-4");
        assertThat(again.status()).isEqualTo(416);
        assertThat(client.put(upload + "?digest=" + DIGEST, Arrays.copyOfRange(CONTENT, 5, CONTENT.length))
                        .status())
                .isEqualTo(201);
    }

    @Test
    @DisplayName("SP-3: a chunk that ends before it begins is 416 like one out of order")
    void chunkBackwards() {
        String upload = client.start();
        Answer answer = client.patch(upload, new byte[] {1, 2}, "Content-Range", "500-0");
        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("Range")).isEqualTo("0-0");
        assertThat(client.patch(upload, new byte[] {1, 2}, "Content-Range", "0-1")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void chunkWhoseLengthsDisagree() {
        Answer answer = client.patch(client.start(), CONTENT, "Content-Range", "0-3");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("SIZE_INVALID");
    }

    @Test
    void contentRangeThatIsNone() {
        Answer answer = client.patch(client.start(), CONTENT, "Content-Range", "five");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("BLOB_UPLOAD_INVALID");
    }

    @Test
    void statusTellsHowMuchHasArrived() {
        String upload = client.start();
        assertThat(client.get(upload).header("Range")).isEqualTo("0-0");
        client.patch(upload, CONTENT);
        Answer status = client.get(upload);
        assertThat(status.status()).isEqualTo(204);
        assertThat(status.header("Range")).isEqualTo("0-" + (CONTENT.length - 1));
        assertThat(status.location()).isEqualTo(upload);
    }

    @Test
    void cancelledUploadIsUnknown() throws IOException {
        String upload = client.start();
        client.patch(upload, CONTENT);
        assertThat(client.delete(upload).status()).isEqualTo(204);
        Answer answer = client.get(upload);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("BLOB_UPLOAD_UNKNOWN");
        assertThat(client.delete(upload).status()).isEqualTo(404);
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        assertThat(uploadsContaining(id)).isEmpty();
    }

    private List<Path> uploadsContaining(String id) throws IOException {
        try (Stream<Path> files = Files.list(repository.registry().root().resolve(".uploads"))) {
            return files.filter(f -> f.toString().contains(id)).toList();
        }
    }

    @Test
    void uploadBelongsToItsRepository() {
        String upload = client.start();
        String id = upload.substring(upload.lastIndexOf('/') + 1);
        assertThat(client.get("/v2/other/repo/blobs/uploads/" + id).status()).isEqualTo(404);
    }

    @Test
    void wrongDigestStoresNothing() {
        String upload = client.start();
        Answer answer = client.put(upload + "?digest=" + DIGEST, bytes("something else"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("DIGEST_INVALID");
        assertThat(client.head("blobs/" + DIGEST).status()).isEqualTo(404);
        assertThat(client.get(upload).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?digest=", "?digest=sha256:short", "?digest=../../x"})
    void finalPutNeedsADigest(String query) {
        String upload = client.start();
        Answer answer = client.put(upload + query, CONTENT);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("DIGEST_INVALID");
        assertThat(client.put(upload + "?digest=" + DIGEST, CONTENT).status()).isEqualTo(201);
    }

    @Test
    @DisplayName("SP-6: an announced algorithm is hashed on the way, another one after the upload")
    void otherAlgorithms() {
        Digest digest = sha512(CONTENT);
        String announced = client.post("blobs/uploads/?digest-algorithm=sha512", new byte[0])
                .location();
        assertThat(client.put(announced + "?digest=" + digest, CONTENT).status())
                .isEqualTo(201);
        assertThat(client.get("blobs/" + digest).body()).isEqualTo(CONTENT);
        assertThat(client.put(client.start() + "?digest=" + digest, CONTENT).status())
                .isEqualTo(201);
        assertThat(client.put(announced, CONTENT).status()).isEqualTo(404);
        assertThat(client.post("blobs/uploads/?digest-algorithm=md5", new byte[0])
                        .status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("BL-14: what arrived before the connection broke can be continued")
    void brokenConnectionCanBeContinued() {
        String upload = client.start();
        repository.fault("PATCH", "uploads", Occurrence.first(1), new Fault.BreakRequest(6));
        assertThatThrownBy(() -> client.patch(upload, CONTENT)).isInstanceOf(UncheckedIOException.class);
        Answer status = client.get(upload);
        assertThat(status.header("Range")).isEqualTo("0-5");
        byte[] rest = Arrays.copyOfRange(CONTENT, 6, CONTENT.length);
        assertThat(client.put(upload + "?digest=" + DIGEST, rest).status()).isEqualTo(201);
        assertThat(stored()).isEqualTo(CONTENT);
    }

    @Test
    void blobAboveTheLimitIsRefused() {
        byte[] large = new byte[LIMIT + 1];
        assertThat(client.put(client.start() + "?digest=" + Digest.sha256(large), large)
                        .status())
                .isEqualTo(413);
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
        assertThat(client.send("PATCH", client.start(), chunked).status()).isEqualTo(413);
    }

    @Test
    void uploadingAgainIsFine() {
        client.upload(CONTENT);
        client.upload(CONTENT);
        assertThat(stored()).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("BL-5: mount from a repository that has the blob, without a copy on disk")
    void mountSharesTheFile(TestRepository other) throws IOException {
        WireClient.of(other).upload(CONTENT);
        Answer answer = client.post("blobs/uploads/?mount=" + DIGEST + "&from=" + other.name(), new byte[0]);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.location()).isEqualTo("/v2/" + repository.name() + "/blobs/" + DIGEST);
        assertThat(stored()).isEqualTo(CONTENT);
        assertThat(Files.getAttribute(file(repository), "unix:ino"))
                .isEqualTo(Files.getAttribute(file(other), "unix:ino"));
        WireClient.of(other).delete("blobs/" + DIGEST);
        assertThat(stored()).isEqualTo(CONTENT);
    }

    private static Path file(TestRepository repository) {
        return repository
                .registry()
                .root()
                .resolve(repository.name())
                .resolve("blobs/sha256")
                .resolve(DIGEST.hex());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&from=absent/repo", "&from=../..", "&from="})
    void mountThatFindsNothingOpensAnUpload(String from) {
        Answer answer = client.post("blobs/uploads/?mount=" + DIGEST + from, new byte[0]);
        assertThat(answer.status()).isEqualTo(202);
        assertThat(client.put(answer.location() + "?digest=" + DIGEST, CONTENT).status())
                .isEqualTo(201);
    }

    @Test
    void anonymousMountNeedsContentDiscovery(TestRepository other) {
        WireClient.of(other).upload(CONTENT);
        assertThat(client.post("blobs/uploads/?mount=" + DIGEST, new byte[0]).status())
                .isEqualTo(202);
    }
}
