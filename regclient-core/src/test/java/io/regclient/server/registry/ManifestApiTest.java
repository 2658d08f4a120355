// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static io.regclient.server.registry.WireClient.bytes;
import static io.regclient.server.registry.WireClient.emptyIndex;
import static io.regclient.server.registry.WireClient.sha512;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.server.registry.WireClient.Answer;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(RegistryExtension.class)
class ManifestApiTest {
    private static final SampleImage IMAGE = ImageFixture.small(1);

    private final TestRepository repository;
    private final WireClient client;

    ManifestApiTest(TestRepository repository) {
        this.repository = repository;
        this.client = WireClient.of(repository);
    }

    private Answer push(String reference, SampleImage image) {
        return client.pushManifest(
                reference, image.root().mediaType(), image.root().bytes());
    }

    private void pushBlobs(SampleImage image) {
        image.blobs().forEach(blob -> client.upload(blob.bytes()));
    }

    @Test
    void pushedByTagIsServedByTagAndDigest() {
        pushBlobs(IMAGE);
        Answer pushed = push("v1", IMAGE);
        assertThat(pushed.status()).isEqualTo(201);
        assertThat(pushed.location()).isEqualTo("/v2/" + repository.name() + "/manifests/" + IMAGE.digest());
        assertThat(pushed.header("Docker-Content-Digest"))
                .isEqualTo(IMAGE.digest().toString());
        for (String reference : new String[] {"v1", IMAGE.digest().toString()}) {
            Answer got = client.get("manifests/" + reference);
            assertThat(got.status()).isEqualTo(200);
            assertThat(got.body()).isEqualTo(IMAGE.root().bytes());
            assertThat(got.header("Content-Type")).isEqualTo(MediaType.OCI_MANIFEST);
            assertThat(got.header("Docker-Content-Digest"))
                    .isEqualTo(IMAGE.digest().toString());
            Answer head = client.head("manifests/" + reference);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo(MediaType.OCI_MANIFEST);
            assertThat(head.header("Content-Length"))
                    .isEqualTo(Integer.toString(IMAGE.root().bytes().length));
            assertThat(head.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {MediaType.OCI_INDEX, MediaType.DOCKER_LIST})
    void keepsTheContentTypeOfABodyWithoutOne(String mediaType) {
        byte[] index = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
        assertThat(client.pushManifest("x", mediaType + "; charset=utf-8", index)
                        .status())
                .isEqualTo(201);
        assertThat(client.get("manifests/x").header("Content-Type")).isEqualTo(mediaType);
    }

    @Test
    void contentTypeMayBeLeftToTheBody() {
        assertThat(client.put("manifests/x", emptyIndex("a")).status()).isEqualTo(201);
        assertThat(client.head("manifests/x").header("Content-Type")).isEqualTo(MediaType.OCI_INDEX);
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", ".INVALID_MANIFEST_NAME", "sha256:abc", "a%2Fb"})
    void unknownReferenceIs404(String reference) {
        client.pushTag("x", "a");
        Answer answer = client.get("manifests/" + reference);
        assertThat(answer.status()).isEqualTo(404);
        Answer head = client.head("manifests/" + reference);
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void unknownRepositoryIsNameUnknown() {
        Answer answer = client.get("manifests/latest");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("NAME_UNKNOWN");
        client.pushTag("x", "a");
        assertThat(client.get("manifests/latest").text()).contains("MANIFEST_UNKNOWN");
    }

    @Test
    void movedTagLeavesTheOldManifestReachableByDigest() {
        client.pushTag("latest", "one");
        client.pushTag("latest", "two");
        assertThat(client.get("manifests/latest").body()).isEqualTo(emptyIndex("two"));
        assertThat(client.get("manifests/" + Digest.sha256(emptyIndex("one"))).status())
                .isEqualTo(200);
    }

    @Test
    void manifestOfAbsentBlobIsRefused() {
        Answer answer = push("v1", IMAGE);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .contains("MANIFEST_BLOB_UNKNOWN")
                .contains(IMAGE.blobs().getFirst().digest().toString());
        assertThat(client.get("manifests/v1").status()).isEqualTo(404);
    }

    @Test
    void indexOfAbsentManifestIsRefused() {
        SampleImage index = ImageFixture.index(IMAGE).build();
        pushBlobs(IMAGE);
        assertThat(push("v1", index).text()).contains("MANIFEST_BLOB_UNKNOWN");
        push(IMAGE.digest().toString(), IMAGE);
        assertThat(push("v1", index).status()).isEqualTo(201);
    }

    @Test
    void foreignLayersNeedNotExist() {
        pushBlobs(IMAGE);
        Digest config = IMAGE.blobs().getFirst().digest();
        Digest absent = Digest.sha256(bytes("absent"));
        String manifest = "{\"schemaVersion\":2,\"config\":{\"digest\":\"" + config + "\"},\"layers\":["
                + "{\"mediaType\":\"" + MediaType.DOCKER_FOREIGN_GZIP + "\",\"digest\":\"" + absent + "\"},"
                + "{\"mediaType\":\"x\",\"digest\":\"" + absent + "\",\"urls\":[\"http://a/b\"]}]}";
        assertThat(client.pushManifest("f", MediaType.DOCKER_MANIFEST, bytes(manifest))
                        .status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "index|{",
                "index|[]",
                "index|{\"schemaVersion\":2}",
                "index|{\"schemaVersion\":1,\"manifests\":[]}",
                "index|{\"schemaVersion\":2,\"manifests\":[{}]}",
                "index|{\"schemaVersion\":2,\"manifests\":[],\"layers\":[]}",
                "index|{\"schemaVersion\":2,\"manifests\":[],\"mediaType\":\"other\"}",
                "index|{\"schemaVersion\":2,\"manifests\":[{\"digest\":\"sha256:../x\"}]}",
                "manifest|{\"schemaVersion\":2,\"layers\":[]}",
                "application/json|{\"schemaVersion\":2,\"manifests\":[]}",
                "text/plain|hello",
                "none|{\"schemaVersion\":2}"
            })
    void refusesWhatIsNotAManifest(String mediaType, String body) {
        String type = switch (mediaType) {
            case "index" -> MediaType.OCI_INDEX;
            case "manifest" -> MediaType.OCI_MANIFEST;
            case "none" -> "";
            default -> mediaType;
        };
        Answer answer = client.put("manifests/x", bytes(body), "Content-Type", type);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("MANIFEST_INVALID");
    }

    @Test
    void refusesAManifestAboveFourMebibytes() {
        byte[] large = emptyIndex("x".repeat(Manifest.MAX_PUSH_BYTES));
        assertThat(client.pushManifest("x", MediaType.OCI_INDEX, large).status())
                .isEqualTo(413);
        var chunked = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large));
        assertThat(client.send("PUT", "manifests/x", chunked).status()).isEqualTo(413);
        byte[] limit = emptyIndex("x".repeat(Manifest.MAX_PUSH_BYTES - emptyIndex("").length));
        assertThat(client.pushManifest("x", MediaType.OCI_INDEX, limit).status())
                .isEqualTo(201);
        assertThat(client.get("manifests/x").body()).isEqualTo(limit);
    }

    @Test
    void refusesAnotherDigestThanNamed() {
        Answer answer = client.pushTag(Digest.sha256(bytes("x")).toString(), "a");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("DIGEST_INVALID");
        assertThat(client.pushTag("sha256:abc", "a").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", ".x", "a%20b", "a+b%22"})
    void refusesTagsThatAreNone(String tag) {
        assertThat(client.pushTag(tag, "a").status()).isEqualTo(400);
        assertThat(client.pushTag("t".repeat(129), "a").status()).isEqualTo(400);
        assertThat(client.pushTag("t".repeat(128), "a").status()).isEqualTo(201);
    }

    @Test
    @DisplayName("SP-5: the tag parameter sets several tags and OCI-Tag confirms them")
    void tagParameter() {
        byte[] content = emptyIndex("a");
        Digest digest = sha512(content);
        String tags = IntStream.range(0, 12).mapToObj(i -> "tag=t" + i).collect(Collectors.joining("&"));
        Answer answer = client.pushManifest(digest + "?" + tags, MediaType.OCI_INDEX, content);
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers("OCI-Tag")).hasSize(12).contains("t0", "t11");
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(client.head("manifests/t11").header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(client.pushManifest(digest + "?tag=-bad", MediaType.OCI_INDEX, content)
                        .status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName("MF-15: the digest parameter chooses the algorithm of a push by tag")
    void digestParameter() {
        byte[] content = emptyIndex("a");
        Digest digest = DigestAlgorithm.SHA384.digest(content);
        Answer answer = client.pushManifest("x?digest=" + digest, MediaType.OCI_INDEX, content);
        assertThat(answer.header("Docker-Content-Digest")).isEqualTo(digest.toString());
        assertThat(client.get("manifests/" + digest).body()).isEqualTo(content);
    }

    @Test
    void deletedTagLeavesItsManifest() {
        client.pushTag("a", "text");
        client.pushTag("b", "text");
        Digest digest = Digest.sha256(emptyIndex("text"));
        assertThat(client.delete("manifests/a").status()).isEqualTo(202);
        assertThat(client.get("manifests/a").status()).isEqualTo(404);
        assertThat(client.get("manifests/b").status()).isEqualTo(200);
        assertThat(client.delete("manifests/b").status()).isEqualTo(202);
        assertThat(client.delete("manifests/b").status()).isEqualTo(404);
        assertThat(client.get("manifests/" + digest).status()).isEqualTo(200);
    }

    @Test
    void deletedDigestTakesItsTagsAlong() {
        client.pushTag("a", "text");
        client.pushTag("b", "text");
        client.pushTag("c", "other");
        Digest digest = Digest.sha256(emptyIndex("text"));
        assertThat(client.delete("manifests/" + digest).status()).isEqualTo(202);
        assertThat(client.get("manifests/" + digest).status()).isEqualTo(404);
        assertThat(client.get("blobs/" + digest).status()).isEqualTo(404);
        assertThat(client.get("tags/list").text()).endsWith("\"tags\":[\"c\"]}");
        assertThat(client.delete("manifests/" + digest).status()).isEqualTo(404);
    }

    @Test
    void manifestIsNoBlobToDelete() {
        client.pushTag("a", "text");
        assertThat(client.delete("blobs/" + Digest.sha256(emptyIndex("text"))).status())
                .isEqualTo(404);
        assertThat(client.get("manifests/a").status()).isEqualTo(200);
    }

    @Test
    void unchangedManifestIsNotSentAgain() {
        String tag = client.pushTag("a", "text").header("Docker-Content-Digest");
        assertThat(client.get("manifests/a", "If-None-Match", "\"" + tag + "\"").status())
                .isEqualTo(304);
        assertThat(client.get("manifests/a", "If-None-Match", "\"other\"").status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("RF-7: a conditional push does not overwrite what somebody else pushed")
    void conditionalPush() {
        assertThat(client.pushManifest("a", MediaType.OCI_INDEX, emptyIndex("1"), "If-None-Match", "*")
                        .status())
                .isEqualTo(201);
        assertThat(client.pushManifest("a", MediaType.OCI_INDEX, emptyIndex("2"), "If-None-Match", "*")
                        .status())
                .isEqualTo(412);
        String current = client.head("manifests/a").header("ETag");
        assertThat(client.pushManifest("a", MediaType.OCI_INDEX, emptyIndex("2"), "If-Match", current)
                        .status())
                .isEqualTo(201);
        assertThat(client.pushManifest("a", MediaType.OCI_INDEX, emptyIndex("3"), "If-Match", current)
                        .status())
                .isEqualTo(412);
        assertThat(client.get("manifests/a").body()).isEqualTo(emptyIndex("2"));
    }

    @Test
    void directlyStoredImageIsServedLikeAPushedOne() {
        SampleImage index = repository.put(ImageFixture.multiPlatform("linux/amd64", "linux/arm/v7"), "multi");
        assertThat(client.get("manifests/multi").body()).isEqualTo(index.root().bytes());
        index.manifests()
                .forEach(m ->
                        assertThat(client.get("manifests/" + m.digest()).body()).isEqualTo(m.bytes()));
        index.blobs()
                .forEach(b ->
                        assertThat(client.get("blobs/" + b.digest()).body()).isEqualTo(b.bytes()));
    }
}
