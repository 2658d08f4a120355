// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.model.MediaType;
import io.regclient.server.registry.WireClient.Answer;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReferrerApiTest {
    private static final SampleImage SUBJECT = ImageFixture.small(1);

    @RegisterExtension
    static final RegistryExtension REGISTRY = RegistryExtension.with(options -> options.pageSize(3));

    private final TestRepository repository;
    private final WireClient client;

    ReferrerApiTest(TestRepository repository) {
        this.repository = repository;
        this.client = WireClient.of(repository);
    }

    private static SampleImage artifact(String type, String text) {
        return ImageFixture.artifact(type)
                .annotation("text", text)
                .subject(SUBJECT)
                .build();
    }

    private static List<JsonObject> entries(Answer answer) throws RegistryException {
        return Json.parseObject(answer.body(), "referrers").objects("manifests");
    }

    private static List<String> digests(Answer answer) throws RegistryException {
        List<String> digests = new ArrayList<>();
        for (JsonObject entry : entries(answer)) {
            digests.add(entry.string("digest"));
        }
        return digests;
    }

    private String path() {
        return "referrers/" + SUBJECT.digest();
    }

    @Test
    void listsWhatRefersToTheSubject() throws RegistryException {
        SampleImage sbom = repository.put(artifact("example/sbom", "one"));
        repository.put(SUBJECT, "latest");
        Answer answer = client.get(path());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(MediaType.OCI_INDEX);
        JsonObject index = Json.parseObject(answer.body(), "referrers");
        assertThat(index.integer("schemaVersion", 0)).isEqualTo(2);
        assertThat(index.string("mediaType")).isEqualTo(MediaType.OCI_INDEX);
        JsonObject entry = entries(answer).getFirst();
        assertThat(entry.string("digest")).isEqualTo(sbom.digest().toString());
        assertThat(entry.integer("size", 0)).isEqualTo(sbom.root().bytes().length);
        assertThat(entry.string("artifactType")).isEqualTo("example/sbom");
        assertThat(entry.stringMap("annotations")).containsEntry("text", "one");
        assertThat(entries(answer)).hasSize(1);
    }

    @Test
    void artifactTypeFallsBackToTheConfigType() throws RegistryException {
        repository.put(ImageFixture.image().layer("a", "b").subject(SUBJECT).build());
        repository.put(ImageFixture.index().subject(SUBJECT).build());
        List<String> types = new ArrayList<>();
        for (JsonObject entry : entries(client.get(path()))) {
            types.add(entry.string("artifactType"));
        }
        assertThat(types).containsExactlyInAnyOrder(MediaType.OCI_CONFIG, "");
    }

    @Test
    @DisplayName("MF-16: a push with subject is confirmed by OCI-Subject, also when the subject is absent")
    void pushConfirmsTheSubject() throws RegistryException {
        SampleImage sbom = artifact("example/sbom", "one");
        sbom.blobs().forEach(blob -> client.upload(blob.bytes()));
        Answer pushed = client.pushManifest(
                sbom.digest().toString(), sbom.root().mediaType(), sbom.root().bytes());
        assertThat(pushed.status()).isEqualTo(201);
        assertThat(pushed.header("OCI-Subject")).isEqualTo(SUBJECT.digest().toString());
        assertThat(digests(client.get(path()))).containsExactly(sbom.digest().toString());
        assertThat(client.pushTag("plain", "x").header("OCI-Subject")).isEmpty();
    }

    @Test
    void filterByArtifactTypeIsConfirmed() throws RegistryException {
        repository.put(artifact("example/sbom", "one"));
        SampleImage signature = repository.put(artifact("example/signature+x", "two"));
        Answer answer = client.get(path() + "?artifactType=example%2Fsignature%2Bx");
        assertThat(digests(answer)).containsExactly(signature.digest().toString());
        assertThat(answer.header("OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(client.get(path()).header("OCI-Filters-Applied")).isEmpty();
    }

    @Test
    @DisplayName("RF-2: pages are linked and keep the filter")
    void pages() throws RegistryException {
        for (int i = 0; i < 7; i++) {
            repository.put(artifact("example/a+b", "n" + i));
            repository.put(artifact("example/other", "n" + i));
        }
        List<String> found = new ArrayList<>();
        int pages = 0;
        for (String next = path() + "?artifactType=example/a%2Bb"; !next.isEmpty(); pages++) {
            Answer answer = client.get(next);
            found.addAll(digests(answer));
            next = answer.next();
        }
        assertThat(pages).isEqualTo(3);
        assertThat(found).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void unknownSubjectOrRepositoryIsAnEmptyList() throws RegistryException {
        assertThat(client.get(path()).status()).isEqualTo(200);
        repository.put(SUBJECT, "latest");
        assertThat(entries(client.get(path()))).isEmpty();
    }

    @Test
    void subjectMustBeADigest() {
        Answer answer = client.get("referrers/latest");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("DIGEST_INVALID");
    }

    @Test
    void deletedReferrerIsNoLongerListed() throws RegistryException {
        SampleImage one = repository.put(artifact("example/sbom", "one"));
        SampleImage two = repository.put(artifact("example/sbom", "two"));
        assertThat(entries(client.get(path()))).hasSize(2);
        client.delete("manifests/" + one.digest());
        assertThat(digests(client.get(path()))).containsExactly(two.digest().toString());
    }

    @Test
    @DisplayName("RF-4: entries of a fallback tag that a client kept are listed too")
    void fallbackTagCounts() throws RegistryException {
        SampleImage sbom = artifact("example/sbom", "one");
        SampleImage stranger = ImageFixture.artifact("example/sbom")
                .subject(ImageFixture.small(2))
                .build();
        SampleImage list = ImageFixture.index()
                .add(sbom, Optional.empty(), Map.of())
                .add(stranger, Optional.empty(), Map.of())
                .build();
        ImageFixture.writeLayout(
                list,
                repository.registry().root().resolve(repository.name()),
                "sha256-" + SUBJECT.digest().hex());
        assertThat(digests(client.get(path()))).containsExactly(sbom.digest().toString());
    }

    @Test
    void subjectOfAnotherAlgorithm() throws RegistryException {
        SampleImage subject = ImageFixture.image()
                .layer("a", "b")
                .digests(DigestAlgorithm.SHA512)
                .build();
        SampleImage sbom = repository.put(
                ImageFixture.artifact("example/sbom").subject(subject).build());
        assertThat(digests(client.get("referrers/" + subject.digest())))
                .containsExactly(sbom.digest().toString());
        Digest same = DigestAlgorithm.SHA256.digest(subject.root().bytes());
        assertThat(digests(client.get("referrers/" + same))).isEmpty();
    }

    @Test
    void withoutTheApiThereIs404AndNoSubjectHeader() {
        try (InProcessRegistry registry = InProcessRegistry.builder()
                .without(RegistryFeature.REFERRERS_API)
                .start()) {
            TestRepository plain = new TestRepository(registry, "plain");
            WireClient wire = WireClient.of(plain);
            SampleImage sbom = artifact("example/sbom", "one");
            sbom.blobs().forEach(blob -> wire.upload(blob.bytes()));
            Answer pushed = wire.pushManifest(
                    sbom.digest().toString(),
                    sbom.root().mediaType(),
                    sbom.root().bytes());
            assertThat(pushed.status()).isEqualTo(201);
            assertThat(pushed.header("OCI-Subject")).isEmpty();
            assertThat(wire.get(path()).status()).isEqualTo(404);
        }
    }
}
