// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static io.regclient.server.registry.WireClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.server.registry.WireClient.Answer;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RegistryExtension.class)
class BlobDownloadTest {
    private static final byte[] CONTENT = bytes("0123456789");
    private static final Digest DIGEST = Digest.sha256(CONTENT);
    private static final String PATH = "blobs/" + DIGEST;

    private final WireClient client;

    BlobDownloadTest(TestRepository repository) {
        client = WireClient.of(repository);
    }

    @BeforeEach
    void uploadTheBlob() {
        client.upload(CONTENT);
    }

    @Test
    void servesTheWholeBlobWithItsDigest() {
        Answer answer = client.get(PATH);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(CONTENT);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(DIGEST.toString());
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
    }

    @Test
    void headHasTheLengthButNoBody() {
        Answer answer = client.head(PATH);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isEqualTo("10");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-3, 0123, bytes 0-3/10",
        "bytes=4-, 456789, bytes 4-9/10",
        "bytes=8-99, 89, bytes 8-9/10",
        "bytes=-3, 789, bytes 7-9/10",
        "bytes=-99, 0123456789, bytes 0-9/10"
    })
    void servesRangesAndClampsTheirEnd(String range, String content, String contentRange) {
        Answer answer = client.get(PATH, "Range", range);
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.text()).isEqualTo(content);
        assertThat(answer.header("Content-Range")).isEqualTo(contentRange);
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(content.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=999-", "bytes=-0", "bytes=5-2", "bytes=500-0"})
    void refusesRangesBehindTheEndAndBackwards(String range) {
        Answer answer = client.get(PATH, "Range", range);
        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=a-b", "junk"})
    void ignoresRangesItCannotServe(String range) {
        Answer answer = client.get(PATH, "Range", range);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(CONTENT);
    }

    @Test
    void headKnowsRangesToo() {
        Answer answer = client.head(PATH, "Range", "bytes=2-4");
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.header("Content-Length")).isEqualTo("3");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    @DisplayName("BL-1: a HEAD of the empty blob tells that it is empty")
    void headOfNothing() {
        Digest empty = client.upload(new byte[0]);
        Answer answer = client.head("blobs/" + empty);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isEqualTo("0");
        assertThat(client.get("blobs/" + empty).header("Content-Length")).isEqualTo("0");
    }

    @Test
    void ignoresTheRangeOfOtherContent() {
        assertThat(client.get(PATH, "Range", "bytes=2-4", "If-Range", "\"other\"")
                        .status())
                .isEqualTo(200);
        assertThat(client.get(PATH, "Range", "bytes=2-4", "If-Range", "\"" + DIGEST + "\"")
                        .status())
                .isEqualTo(206);
    }

    @Test
    void unchangedContentIsNotSentAgain() {
        Answer answer = client.get(PATH, "If-None-Match", client.get(PATH).header("ETag"));
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void unknownBlobIsBlobUnknown() {
        Answer answer = client.get("blobs/" + Digest.sha256(bytes("absent")));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).startsWith("{\"errors\":[{\"code\":\"BLOB_UNKNOWN\",\"message\":");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void headOfAnUnknownBlobHasNoBody() {
        Answer answer = client.head("blobs/" + Digest.sha256(bytes("absent")));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256:abc", "sha256", "md5:d41d8cd98f00b204e9800998ecf8427e", "x"})
    void refusesTextThatIsNoDigest(String text) {
        Answer answer = client.get("blobs/" + text);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("DIGEST_INVALID");
    }

    @Test
    void acceptsAnEscapedColon() {
        assertThat(client.get("blobs/sha256%3A" + DIGEST.hex()).body()).isEqualTo(CONTENT);
    }

    @Test
    void deletedBlobIsGone() {
        assertThat(client.delete(PATH).status()).isEqualTo(202);
        assertThat(client.get(PATH).status()).isEqualTo(404);
        assertThat(client.delete(PATH).status()).isEqualTo(404);
    }

    @Test
    void otherMethodsAreNamedInAllow() {
        Answer answer = client.put(PATH, CONTENT);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, DELETE");
    }

    @Test
    void severalRequestsShareAConnectionAfterHeadAndErrors() {
        for (int i = 0; i < 20; i++) {
            assertThat(client.head(PATH).status()).isEqualTo(200);
            assertThat(client.get("blobs/" + Digest.sha256(bytes("absent"))).status())
                    .isEqualTo(404);
            assertThat(client.get(PATH).body()).isEqualTo(CONTENT);
        }
    }
}
