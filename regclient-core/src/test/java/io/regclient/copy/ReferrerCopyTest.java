// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static io.regclient.copy.CopyFixture.failure;
import static io.regclient.copy.CopyFixture.ref;
import static io.regclient.copy.CopyFixture.repo;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.StoredImage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReferrerCopyTest {
    private static final Ref SOURCE = ref("a.example/app:v1");
    private static final Ref TARGET = ref("b.example/app:v1");
    private static final Ref SOURCE_REPO = SOURCE.withoutVersion();

    private final CopyFixture fixture = new CopyFixture();
    private final MemoryScheme registry = fixture.registry;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @DisplayName("24.I 127, IC-11: referrers of the image, its children and of referrers arrive before their subjects")
    void copiesNestedReferrersFirst() throws IOException {
        StoredImage amd = StoredImage.of("amd");
        Manifest index = fixture.pushIndex(SOURCE, amd, StoredImage.of("arm"));
        StoredImage ofIndex =
                StoredImage.referrer("of-index", "t", index.descriptor()).pushChild(registry, SOURCE_REPO);
        StoredImage ofChild =
                StoredImage.referrer("of-child", "t", amd.descriptor()).pushChild(registry, SOURCE_REPO);
        StoredImage ofReferrer =
                StoredImage.referrer("of-referrer", "t", ofChild.descriptor()).pushChild(registry, SOURCE_REPO);
        registry.calls();

        CopyResult result = fixture.copy(SOURCE, TARGET, CopyOptions.builder().referrers());

        List<String> puts = registry.calls().stream()
                .filter(c -> c.startsWith("PUT manifest"))
                .toList();
        assertThat(puts).hasSize(6).endsWith("PUT manifest b.example/app:v1");
        assertThat(puts.indexOf(put(ofReferrer))).isLessThan(puts.indexOf(put(ofChild)));
        assertThat(puts.indexOf(put(ofChild))).isLessThan(puts.indexOf(put(amd)));
        assertThat(puts).contains(put(ofIndex));
        assertThat(result.manifestsPushed()).isEqualTo(6);
    }

    @Test
    @DisplayName("IC-11, IC-13: one of several filters must match; an entry that matches two is copied once")
    void filtersReferrers() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app"), SOURCE);
        StoredImage sig =
                StoredImage.referrer("sig", "t/sig", image.descriptor()).pushChild(registry, SOURCE_REPO);
        StoredImage sbom =
                StoredImage.referrer("sbom", "t/sbom", image.descriptor()).pushChild(registry, SOURCE_REPO);
        StoredImage other =
                StoredImage.referrer("other", "t/other", image.descriptor()).pushChild(registry, SOURCE_REPO);
        registry.calls();

        fixture.copy(
                SOURCE,
                TARGET,
                CopyOptions.builder().referrers(List.of(type("t/sig"), type("t/sbom"), annotation("name", "sig"))));

        List<String> calls = registry.calls();
        assertThat(calls).doesNotHaveDuplicates().contains(put(sig), put(sbom)).doesNotContain(put(other));
    }

    @Test
    @DisplayName("IC-3, IC-11: with referrers an equal image is not read again, missing referrers are added")
    void addsReferrersToAnEqualImage() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app"), SOURCE);
        fixture.copy(SOURCE, TARGET);
        StoredImage sig = StoredImage.referrer("sig", "t", image.descriptor()).pushChild(registry, SOURCE_REPO);
        registry.calls();

        CopyResult result = fixture.copy(SOURCE, TARGET, CopyOptions.builder().referrers());

        assertThat(registry.calls())
                .contains(put(sig))
                .doesNotContain("PUT manifest b.example/app:v1", "GET manifest a.example/app:v1");
        assertThat(result.manifestsSkipped()).isEqualTo(1);
    }

    @Test
    @DisplayName("24.I 128, IC-11: referrers are taken from and put to other repositories")
    void copiesReferrersBetweenOtherRepositories() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app"), SOURCE);
        StoredImage here = StoredImage.referrer("here", "t", image.descriptor()).pushChild(registry, SOURCE_REPO);
        Ref from = repo("s.example/signatures");
        Ref to = repo("t.example/signatures");
        StoredImage sig = StoredImage.referrer("sig", "t", image.descriptor()).pushChild(registry, from);

        fixture.copy(
                SOURCE,
                TARGET,
                CopyOptions.builder().referrers().referrerSource(from).referrerTarget(to));

        assertThat(registry.headManifest(to.withDigest(sig.manifest().digest())))
                .isPresent();
        assertThat(registry.headManifest(TARGET.withDigest(sig.manifest().digest())))
                .isEmpty();
        assertThat(registry.headManifest(TARGET.withDigest(here.manifest().digest())))
                .isEmpty();
    }

    @Test
    @DisplayName("IC-11: a list that cannot be read fails the copy")
    void failsWithoutTheList() throws IOException {
        fixture.push(StoredImage.of("app"), SOURCE);
        registry.fail("LIST referrers", ErrorKind.HTTP_UNAUTHORIZED);

        assertThat(failure(() -> fixture.copy(
                                SOURCE, TARGET, CopyOptions.builder().referrers()))
                        .kind())
                .isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        assertThat(registry.calls()).noneMatch(c -> c.startsWith("PUT manifest"));
    }

    @Test
    @DisplayName("24.I 130, IC-14: digest tags are copied as tags, also those of children; tags are listed once")
    void copiesDigestTags() throws IOException {
        StoredImage amd = StoredImage.of("amd");
        Manifest index = fixture.pushIndex(SOURCE, amd);
        String ofIndex = ReferrerTag.digestTagPrefix(index.digest()) + ".sig";
        String ofChild = ReferrerTag.digestTagPrefix(amd.manifest().digest()) + ".att";
        String ofOther = ReferrerTag.digestTagPrefix(Digest.sha256(new byte[0])) + ".sig";
        StoredImage.of("sig").push(registry, SOURCE.withTag(ofIndex));
        StoredImage.of("att", "x").push(registry, SOURCE.withTag(ofChild));
        StoredImage.of("other").push(registry, SOURCE.withTag(ofOther));
        registry.calls();

        fixture.copy(SOURCE, TARGET, CopyOptions.builder().digestTags(true));

        List<String> calls = registry.calls();
        assertThat(calls.stream().filter(c -> c.startsWith("LIST tags"))).hasSize(1);
        assertThat(registry.headManifest(TARGET.withTag(ofIndex))).isPresent();
        assertThat(registry.headManifest(TARGET.withTag(ofChild))).isPresent();
        assertThat(registry.headManifest(TARGET.withTag(ofOther))).isEmpty();
    }

    @Test
    @DisplayName("IC-14: the fallback tag of copied referrers is not copied as a tag; without referrers it is")
    void leavesTheFallbackTagToTheTarget() throws IOException {
        registry.withoutReferrersApi();
        StoredImage image = fixture.push(StoredImage.of("app"), SOURCE);
        StoredImage.referrer("sig", "t", image.descriptor()).pushChild(registry, SOURCE_REPO);
        String fallback = ReferrerTag.of(image.manifest().digest());
        registry.calls();

        fixture.copy(SOURCE, TARGET, CopyOptions.builder().referrers().digestTags(true));
        assertThat(registry.calls()).noneMatch(c -> c.contains("b.example/app:" + fallback));
        assertThat(registry.headManifest(TARGET.withTag(fallback))).isPresent();
        registry.calls();

        fixture.copy(SOURCE, ref("c.example/app:v1"), CopyOptions.builder().digestTags(true));
        assertThat(registry.calls()).contains("PUT manifest c.example/app:" + fallback);
    }

    @Test
    @DisplayName("24.I 129, IC-12: a digest tag that leads back to its image ends, and everything is copied")
    void endsInALoop() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("app", "l"), SOURCE);
        String self = ReferrerTag.digestTagPrefix(image.manifest().digest()) + ".self";
        registry.putManifest(SOURCE.withTag(self), image.manifest(), ManifestPut.top());
        StoredImage sig = StoredImage.referrer("sig", "t", image.descriptor()).pushChild(registry, SOURCE_REPO);
        String back = ReferrerTag.digestTagPrefix(sig.manifest().digest()) + ".back";
        registry.putManifest(SOURCE.withTag(back), image.manifest(), ManifestPut.top());
        registry.calls();

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> fixture.copy(
                        SOURCE,
                        TARGET,
                        CopyOptions.builder().referrers().digestTags(true).forceRecursive(true)));

        for (String tag : List.of("v1", self, back)) {
            assertThat(registry.getManifest(TARGET.withTag(tag)).digest())
                    .isEqualTo(image.manifest().digest());
        }
        assertThat(registry.headManifest(TARGET.withDigest(sig.manifest().digest())))
                .isPresent();
    }

    @Test
    @DisplayName("IC-12: two children whose digest tags lead to each other do not wait for each other for ever")
    void endsInALoopAcrossBranches() throws IOException {
        StoredImage one = StoredImage.of("one", "1");
        StoredImage two = StoredImage.of("two", "2");
        Manifest index = fixture.pushIndex(SOURCE, one, two);
        String ofOne = ReferrerTag.digestTagPrefix(one.manifest().digest()) + ".x";
        String ofTwo = ReferrerTag.digestTagPrefix(two.manifest().digest()) + ".x";
        registry.putManifest(
                SOURCE.withTag(ofOne),
                IndexManifest.of(MediaType.OCI_INDEX, List.of(two.descriptor())),
                ManifestPut.top());
        registry.putManifest(
                SOURCE.withTag(ofTwo),
                IndexManifest.of(MediaType.OCI_INDEX, List.of(one.descriptor())),
                ManifestPut.top());
        registry.calls();

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> fixture.copy(SOURCE, TARGET, CopyOptions.builder().digestTags(true)));

        assertThat(registry.getManifest(TARGET).digest()).isEqualTo(index.digest());
        assertThat(registry.headManifest(TARGET.withTag(ofOne))).isPresent();
        assertThat(registry.headManifest(TARGET.withTag(ofTwo))).isPresent();
    }

    private static String put(StoredImage image) {
        return "PUT manifest b.example/app@" + image.manifest().digest();
    }

    private static ReferrerQuery type(String artifactType) {
        return new ReferrerQuery(Optional.of(artifactType), Map.of(), Optional.empty(), false, false);
    }

    private static ReferrerQuery annotation(String name, String value) {
        return new ReferrerQuery(Optional.empty(), Map.of(name, value), Optional.empty(), false, false);
    }
}
