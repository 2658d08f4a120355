// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.server.registry.RegistryFeature;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Referrers of changed images, and attestations that become referrers. */
class ReferrerEditsTest extends ModSetup {
    private static final String TYPE = "vnd.docker.reference.type";
    private static final String DIGEST = "vnd.docker.reference.digest";

    private static SampleImage artifact(String text, SampleImage subject) {
        return ImageFixture.artifact("application/" + text)
                .blob("text/plain", text)
                .annotation("text", text)
                .subject(subject)
                .build();
    }

    @Test
    @DisplayName("24.I 147, MO-10: referrers of a changed image get its new digest, theirs too; the old ones stay")
    void movesReferrers() throws IOException {
        SampleImage image = ImageFixture.small(1);
        SampleImage sbom = artifact("sbom", image);
        SampleImage signature = artifact("signature", sbom);
        fixture.put("app:v2", image.withReferrer(sbom.withReferrer(signature)));

        Ref result = fixture.modifyTo("app:v2", "app:v3", ConfigEdits.label("a", "1"));

        Digest changed = fixture.manifest(result).digest();
        List<Descriptor> moved = fixture.referrers(result, changed);
        assertThat(moved).hasSize(1);
        assertThat(moved.getFirst().artifactType()).isEqualTo("application/sbom");
        Manifest sbomNow = fixture.client.manifests().get(result, moved.getFirst());
        assertThat(sbomNow.subject().orElseThrow())
                .isEqualTo(fixture.manifest(result).descriptor());
        assertThat(sbomNow.annotations()).containsEntry("text", "sbom");
        assertThat(fixture.referrers(result, sbomNow.digest())).hasSize(1);
        assertThat(fixture.referrers(result, image.digest())).hasSize(1);
    }

    @Test
    @DisplayName("MO-11: referrers are pushed before their subject, the innermost first, the tag last")
    void pushesReferrersFirst() throws IOException {
        SampleImage amd = ImageFixture.image("linux/amd64").layer("a", "1").build();
        SampleImage sbom = artifact("sbom", amd);
        SampleImage signature = artifact("signature", sbom);
        SampleImage index = ImageFixture.index(amd).build();
        SampleImage ofIndex = artifact("of-index", index);
        fixture.put("app:v2", index.withReferrer(ofIndex).withReferrer(sbom.withReferrer(signature)));

        Ref result = fixture.modifyTo("app:v2", "app:v3", ManifestEdits.annotation("a", "1"));

        Digest top = fixture.manifest(result).digest();
        Digest child = fixture.child(result, 0).digest();
        Digest sbomNow = only(result, child);
        assertThat(fixture.pushedManifests())
                .containsExactly(
                        only(result, sbomNow).toString(),
                        sbomNow.toString(),
                        child.toString(),
                        only(result, top).toString(),
                        "v3");
        assertThat(fixture.count("GET", "/referrers/")).isEqualTo(5 + 3); // five for the edit, three for this test
    }

    private Digest only(Ref repo, Digest subject) throws IOException {
        List<Descriptor> found = fixture.referrers(repo, subject);
        assertThat(found).hasSize(1);
        return found.getFirst().digest().orElseThrow();
    }

    @Test
    @DisplayName("MO-10: in another repository referrers are not carried and not even listed")
    void leavesReferrersBehind() throws IOException {
        SampleImage image = ImageFixture.small(1);
        fixture.put("app:v2", image.withReferrer(artifact("sbom", image)));

        Ref result = fixture.modifyTo("app:v2", "copy:v2", ConfigEdits.label("a", "1"));

        assertThat(fixture.count("*", "/referrers/")).isZero();
        assertThat(fixture.referrers(result, fixture.manifest(result).digest())).isEmpty();
    }

    @Test
    @DisplayName("MO-10: an image that stays as it is keeps its referrers, no list is read")
    void leavesReferrersOfAnUnchangedImage() throws IOException {
        SampleImage image = ImageFixture.small(1);
        fixture.put("app:v2", image.withReferrer(artifact("sbom", image)));

        fixture.modifyTo("app:v2", "app:v3", ConfigEdits.label("seed", "1"));

        assertThat(fixture.count("*", "/referrers/")).isZero();
        assertThat(fixture.pushedManifests()).containsExactly("v3");
    }

    private static SampleImage attestation() {
        return ImageFixture.artifact("")
                .blob("application/vnd.in-toto+json", "{\"a\":1}")
                .build();
    }

    private SampleImage attested(SampleImage image, String digest) {
        return ImageFixture.index(image)
                .add(
                        attestation(),
                        Optional.of(Platform.of("unknown", "unknown", "")),
                        Map.of(TYPE, "attestation-manifest", DIGEST, digest))
                .build();
    }

    @Test
    @DisplayName("manifestToOCIReferrers: the entry leaves the index and refers to the image, here and elsewhere")
    void convertsAttestations() throws IOException {
        SampleImage image = ImageFixture.image("linux/amd64").layer("a", "1").build();
        fixture.put("app:v1", attested(image, image.digest().toString()));

        for (String target : List.of("app:v2", "copy:v2")) {
            fixture.registry.requests().clear();
            Ref result = fixture.modifyTo("app:v1", target, ManifestEdits.manifestToOciReferrers());

            assertThat(fixture.manifest(result).manifests()).hasSize(1);
            assertThat(fixture.child(result, 0).digest()).isEqualTo(image.digest());
            Digest found = only(result, image.digest());
            Manifest referrer = fixture.manifest(result.withDigest(found));
            assertThat(referrer.annotations()).containsEntry(TYPE, "attestation-manifest");
            assertThat(fixture.blob(result, referrer.layers().getFirst()))
                    .asString()
                    .isEqualTo("{\"a\":1}");
            List<String> puts = fixture.pushedManifests();
            assertThat(puts).contains(found.toString()).endsWith("v2");
        }
    }

    @Test
    @DisplayName("manifestToOCIReferrers: other changes of the image may come first, the subject is the changed image")
    void convertsAfterOtherChanges() throws IOException {
        SampleImage image = ImageFixture.image("linux/amd64").layer("a", "1").build();
        fixture.put("app:v1", attested(image, image.digest().toString()));

        Ref result = fixture.modifyTo(
                "app:v1",
                "app:v2",
                ManifestEdits.annotation("[linux/amd64]a", "1"),
                ManifestEdits.manifestToOciReferrers(),
                ConfigEdits.author("me"));

        Manifest child = fixture.child(result, 0);
        Manifest referrer = fixture.manifest(result.withDigest(only(result, child.digest())));
        assertThat(referrer.subject().orElseThrow()).isEqualTo(child.descriptor());
        List<String> puts = fixture.pushedManifests();
        assertThat(puts.indexOf(referrer.digest().toString()))
                .isLessThan(puts.indexOf(child.digest().toString()));
    }

    @Test
    @DisplayName("manifestToOCIReferrers: an attestation of something else than an image of the index is an error")
    void refusesUnknownSubjects() throws IOException {
        SampleImage image = ImageFixture.image("linux/amd64").layer("a", "1").build();
        String itself = attestation().digest().toString();
        for (String other : List.of(ModFixture.digest("other").toString(), itself)) {
            fixture.put("app:v1", attested(image, other));

            RegistryException e = fixture.failure("app:v1", ManifestEdits.manifestToOciReferrers());

            assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
            assertThat(e).hasMessageContaining(other).hasMessageContaining("not in the index");
            assertThat(fixture.writes()).isEmpty();
        }
    }

    @Test
    @DisplayName("MO-10: referrers of referrers are followed 32 levels deep, then the edit is refused")
    void limitsTheDepthOfReferrers() throws IOException {
        SampleImage image = ImageFixture.small(1);
        fixture.put("app:v1", image);
        SampleImage subject = image;
        for (int i = 0; i < 40; i++) {
            subject = artifact("level" + i, subject);
            fixture.registry.put("app", subject);
        }
        fixture.registry.requests().clear();

        RegistryException e = fixture.failure("app:v1", ManifestEdits.annotation("a", "1"));

        assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(e).hasMessageContaining("nested deeper than 32 levels");
        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("MO-10: without the referrers API the fallback tag of the new digest holds the moved referrer")
    void movesReferrersByFallbackTag() throws IOException {
        SampleImage image = ImageFixture.small(1);
        try (InProcessRegistry old = InProcessRegistry.builder()
                        .without(RegistryFeature.REFERRERS_API)
                        .start();
                RegClient client = ModFixture.client(old)) {
            old.put("app", image, "v1");
            Ref ref = Ref.parse(old.host() + "/app:v1");
            SampleImage sbom = artifact("sbom", image);
            old.put("app", sbom);
            client.manifests()
                    .put(
                            ref.withDigest(sbom.digest()), // makes the fallback tag
                            client.manifests().get(ref.withDigest(sbom.digest()), Optional.empty()),
                            ManifestPut.child());

            Ref result = client.images().modify(ref, Optional.empty(), List.of(ConfigEdits.author("me")));

            List<Descriptor> moved =
                    client.referrers().list(result, ReferrerQuery.ALL).descriptors();
            assertThat(moved).extracting(Descriptor::artifactType).containsExactly("application/sbom");
            assertThat(client.tags().list(ref, ListOptions.ALL).tags())
                    .contains(result.requireDigest().toString().replace(':', '-'));
        }
    }
}
