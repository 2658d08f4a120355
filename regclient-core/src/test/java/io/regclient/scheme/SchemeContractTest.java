// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every way of storing content must do; one subclass per scheme. */
public abstract class SchemeContractTest {
    private static final byte[] CONTENT = "some content of a blob".getBytes(StandardCharsets.UTF_8);
    private static final Descriptor BLOB = Descriptor.ofContent(MediaType.OCTET_STREAM, CONTENT);

    /** The scheme under test. */
    protected abstract Scheme scheme();

    /** An empty repository that no other test uses, without tag and digest. */
    protected abstract Ref repository(String name) throws IOException;

    @Test
    @DisplayName("BL-18: a stored blob is found and read back; its descriptor is completed")
    void storesAndReadsABlob() throws IOException {
        Ref repo = repository("blob");

        Descriptor stored = scheme().putBlob(repo, BLOB, BlobSource.ofBytes(CONTENT));

        assertThat(stored.digest()).isEqualTo(BLOB.digest());
        assertThat(stored.size()).isEqualTo(CONTENT.length);
        assertThat(scheme().headBlob(repo, BLOB)).isPresent();
        assertThat(read(repo, BLOB)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("BL-12: a blob of unknown digest and size is stored and described")
    void storesABlobOfUnknownDigest() throws IOException {
        Ref repo = repository("stream");
        Descriptor unknown =
                new Descriptor("", Optional.empty(), -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");

        Descriptor stored = scheme().putBlob(repo, unknown, BlobSource.ofBytes(CONTENT));

        assertThat(stored.digest()).isEqualTo(BLOB.digest());
        assertThat(stored.size()).isEqualTo(CONTENT.length);
        assertThat(stored.mediaType()).isEqualTo(MediaType.OCTET_STREAM);
        assertThat(read(repo, stored)).isEqualTo(CONTENT);
    }

    @Test
    @DisplayName("BL-10: an empty blob is a blob")
    void storesAnEmptyBlob() throws IOException {
        Ref repo = repository("empty");
        Descriptor empty = Descriptor.ofContent(MediaType.OCTET_STREAM, new byte[0]);

        scheme().putBlob(repo, empty, BlobSource.ofBytes(new byte[0]));

        assertThat(read(repo, empty)).isEmpty();
    }

    @Test
    @DisplayName("VD-1, BL-16: content that is longer, shorter or other than announced is not stored")
    void refusesContentThatDiffersFromItsDescriptor() throws IOException {
        Ref repo = repository("wrong");
        scheme().putBlob(repo, Descriptor.ofContent("", new byte[1]), BlobSource.ofBytes(new byte[1]));
        byte[] other = CONTENT.clone();
        other[0]++;

        assertThat(failure(() -> scheme().putBlob(repo, BLOB, BlobSource.ofBytes(other)))
                        .is(ErrorKind.DIGEST_MISMATCH))
                .isTrue();
        assertThat(failure(() -> scheme().putBlob(repo, BLOB.withSize(-1), BlobSource.ofBytes(other)))
                        .is(ErrorKind.DIGEST_MISMATCH))
                .isTrue();
        failure(() -> scheme().putBlob(repo, BLOB.withSize(3), BlobSource.ofBytes(CONTENT)));
        failure(() -> scheme().putBlob(repo, BLOB.withSize(300), BlobSource.ofBytes(CONTENT)));

        assertThat(scheme().headBlob(repo, BLOB)).isEmpty();
    }

    @Test
    @DisplayName("OL-12, RB-4: a missing blob is absent to a head and NOT_FOUND to everything else")
    void reportsAMissingBlob() throws IOException {
        Ref repo = repository("missing");
        scheme().putBlob(repo, Descriptor.ofContent("", new byte[1]), BlobSource.ofBytes(new byte[1]));

        assertThat(scheme().headBlob(repo, BLOB)).isEmpty();
        assertThat(failure(() -> scheme().getBlob(repo, BLOB).close()).is(ErrorKind.NOT_FOUND))
                .isTrue();
        assertThat(failure(() -> scheme().deleteBlob(repo, BLOB)).is(ErrorKind.NOT_FOUND))
                .isTrue();
    }

    @Test
    @DisplayName("BL-4: a deleted blob is gone")
    void deletesABlob() throws IOException {
        Ref repo = repository("delete");
        scheme().putBlob(repo, BLOB, BlobSource.ofBytes(CONTENT));

        scheme().deleteBlob(repo, BLOB);

        assertThat(scheme().headBlob(repo, BLOB)).isEmpty();
    }

    @Test
    @DisplayName("MF-2, MF-13: a manifest is stored and read by tag and by digest, byte for byte")
    void storesAndReadsAManifest() throws IOException {
        Ref repo = repository("manifest");
        StoredImage image = StoredImage.of("manifest", "a").push(scheme(), repo.withTag("v1"));
        Digest digest = image.manifest().digest();

        Manifest byTag = scheme().getManifest(repo.withTag("v1"));
        Manifest byDigest = scheme().getManifest(repo.withDigest(digest));

        assertThat(byTag.raw()).isEqualTo(image.manifest().raw());
        assertThat(byDigest.raw()).isEqualTo(image.manifest().raw());
        assertThat(scheme().headManifest(repo.withTag("v1")).orElseThrow().descriptor())
                .isEqualTo(image.manifest().descriptor());
        assertThat(scheme().headManifest(repo.withDigest(digest))).isPresent();
    }

    @Test
    @DisplayName("REF-10: with tag and digest the digest counts")
    void prefersTheDigestOfAReference() throws IOException {
        Ref repo = repository("both");
        StoredImage one = StoredImage.of("one").push(scheme(), repo.withTag("v1"));
        StoredImage two = StoredImage.of("two").push(scheme(), repo.withTag("v2"));

        Manifest found =
                scheme().getManifest(repo.withTag("v1").addDigest(two.manifest().digest()));

        assertThat(found.digest())
                .isEqualTo(two.manifest().digest())
                .isNotEqualTo(one.manifest().digest());
    }

    @Test
    @DisplayName("RB-4: a missing manifest is absent to a head and NOT_FOUND to a get")
    void reportsAMissingManifest() throws IOException {
        Ref repo = repository("nomanifest");
        StoredImage.of("x").push(scheme(), repo.withTag("other"));
        Digest unknown = Digest.sha256(CONTENT);

        assertThat(scheme().headManifest(repo.withTag("v1"))).isEmpty();
        assertThat(scheme().headManifest(repo.withDigest(unknown))).isEmpty();
        assertThat(failure(() -> scheme().getManifest(repo.withTag("v1"))).is(ErrorKind.NOT_FOUND))
                .isTrue();
        assertThat(failure(() -> scheme().getManifest(repo.withDigest(unknown))).is(ErrorKind.NOT_FOUND))
                .isTrue();
    }

    @Test
    @DisplayName("OL-6: a tag moves to the manifest that was put last")
    void movesATag() throws IOException {
        Ref repo = repository("move");
        StoredImage.of("one").push(scheme(), repo.withTag("v1"));
        StoredImage two = StoredImage.of("two").push(scheme(), repo.withTag("v1"));

        assertThat(scheme().getManifest(repo.withTag("v1")).digest())
                .isEqualTo(two.manifest().digest());
        assertThat(scheme().listTags(repo, ListOptions.ALL).tags()).containsExactly("v1");
    }

    @Test
    @DisplayName("MF-14: a manifest put under the digest of other content is refused")
    void refusesAManifestUnderAWrongDigest() throws IOException {
        Ref repo = repository("mismatch");
        StoredImage image = StoredImage.of("x").pushBlobs(scheme(), repo);
        Ref wrong = repo.withDigest(Digest.sha256(CONTENT));

        RegistryException e = failure(() -> scheme().putManifest(wrong, image.manifest(), ManifestPut.top()));

        assertThat(e.is(ErrorKind.DIGEST_MISMATCH)).isTrue();
        assertThat(scheme().headManifest(wrong)).isEmpty();
    }

    @Test
    @DisplayName("MF-12: a descriptor with embedded content needs no stored manifest")
    void usesEmbeddedManifests() throws IOException {
        Ref repo = repository("data");
        Manifest manifest = StoredImage.of("embedded").manifest();
        Descriptor embedded = manifest.descriptor().withData(Optional.of(manifest.raw()));

        assertThat(scheme().getManifest(repo, embedded).raw()).isEqualTo(manifest.raw());
    }

    @Test
    @DisplayName("TG-5, OL-16: tags are listed, each once")
    void listsTags() throws IOException {
        Ref repo = repository("tags");
        StoredImage image = StoredImage.of("x").push(scheme(), repo.withTag("b"));
        scheme().putManifest(repo.withTag("a"), image.manifest(), ManifestPut.top());

        assertThat(scheme().listTags(repo, ListOptions.ALL).tags()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    @DisplayName("24.H 120, MF-17, OL-14: deleting a digest removes all its tags")
    void deletesAManifestWithItsTags() throws IOException {
        Ref repo = repository("deletemanifest");
        StoredImage image = StoredImage.of("x").push(scheme(), repo.withTag("a"));
        scheme().putManifest(repo.withTag("b"), image.manifest(), ManifestPut.top());
        StoredImage.of("y").push(scheme(), repo.withTag("c"));

        scheme().deleteManifest(repo.withDigest(image.manifest().digest()), ManifestDelete.plain());

        assertThat(scheme().listTags(repo, ListOptions.ALL).tags()).containsExactly("c");
        assertThat(scheme().headManifest(repo.withDigest(image.manifest().digest())))
                .isEmpty();
    }

    @Test
    @DisplayName("MF-17: a manifest is not deleted by tag")
    void refusesToDeleteAManifestByTag() throws IOException {
        Ref repo = repository("deletebytag");
        StoredImage.of("x").push(scheme(), repo.withTag("a"));

        RegistryException e = failure(() -> scheme().deleteManifest(repo.withTag("a"), ManifestDelete.plain()));

        assertThat(e.is(ErrorKind.MISSING_DIGEST)).isTrue();
        assertThat(scheme().headManifest(repo.withTag("a"))).isPresent();
    }

    @Test
    @DisplayName("OL-15, TG-7: deleting a tag leaves other tags alone")
    void deletesATag() throws IOException {
        Ref repo = repository("deletetag");
        StoredImage image = StoredImage.of("x").push(scheme(), repo.withTag("a"));
        scheme().putManifest(repo.withTag("b"), image.manifest(), ManifestPut.top());

        scheme().deleteTag(repo.withTag("a"));

        assertThat(scheme().listTags(repo, ListOptions.ALL).tags()).containsExactly("b");
        assertThat(scheme().getManifest(repo.withTag("b")).digest())
                .isEqualTo(image.manifest().digest());
        assertThat(failure(() -> scheme().deleteTag(repo.withTag("a"))).is(ErrorKind.NOT_FOUND))
                .isTrue();
        assertThat(failure(() -> scheme().deleteTag(
                                        repo.withDigest(image.manifest().digest())))
                        .is(ErrorKind.MISSING_TAG))
                .isTrue();
    }

    @Test
    @DisplayName("RF-2, RF-5, RF-6: referrers are listed with type and annotations, and filtered")
    void listsReferrers() throws IOException {
        Ref repo = repository("referrers");
        StoredImage image = StoredImage.of("x").push(scheme(), repo.withTag("v1"));
        StoredImage.referrer("sig", "example/sig", image.descriptor()).pushChild(scheme(), repo);
        StoredImage sbom =
                StoredImage.referrer("sbom", "example/sbom", image.descriptor()).pushChild(scheme(), repo);
        Ref subject = repo.withDigest(image.manifest().digest());
        ReferrerQuery sboms =
                new ReferrerQuery(Optional.of("example/sbom"), Map.of("name", ""), Optional.empty(), false, false);

        ReferrerList all = scheme().listReferrers(subject, ReferrerQuery.ALL);
        ReferrerList some = scheme().listReferrers(subject, sboms);

        assertThat(all.descriptors()).hasSize(2);
        Descriptor found = some.descriptors().getFirst();
        assertThat(some.descriptors()).hasSize(1);
        assertThat(found.digest()).contains(sbom.manifest().digest());
        assertThat(found.artifactType()).isEqualTo("example/sbom");
        assertThat(found.annotations()).containsEntry("name", "sbom");
    }

    @Test
    @DisplayName("RF-4: a manifest nobody refers to has an empty list")
    void listsNoReferrers() throws IOException {
        Ref repo = repository("noreferrers");
        StoredImage image = StoredImage.of("x").push(scheme(), repo.withTag("v1"));

        ReferrerList list =
                scheme().listReferrers(repo.withDigest(image.manifest().digest()), ReferrerQuery.ALL);

        assertThat(list.descriptors()).isEmpty();
        assertThat(list.fallbackTags()).isEmpty();
    }

    @Test
    @DisplayName("RF-8: a deleted referrer leaves the list of its subject")
    void deletesAReferrer() throws IOException {
        Ref repo = repository("deletereferrer");
        StoredImage image = StoredImage.of("x").push(scheme(), repo.withTag("v1"));
        StoredImage one = StoredImage.referrer("one", "t", image.descriptor()).pushChild(scheme(), repo);
        StoredImage two = StoredImage.referrer("two", "t", image.descriptor()).pushChild(scheme(), repo);
        Ref subject = repo.withDigest(image.manifest().digest());

        scheme().deleteManifest(repo.withDigest(one.manifest().digest()), ManifestDelete.withReferrers());

        assertThat(scheme().listReferrers(subject, ReferrerQuery.ALL).descriptors())
                .extracting(d -> d.digest().orElseThrow())
                .containsExactly(two.manifest().digest());

        scheme().deleteManifest(repo.withDigest(two.manifest().digest()), ManifestDelete.withReferrers());

        assertThat(scheme().listReferrers(subject, ReferrerQuery.ALL).descriptors())
                .isEmpty();
        assertThat(scheme().listTags(repo, ListOptions.ALL).tags()).containsExactly("v1");
    }

    @Test
    @DisplayName("RF-6: referrers pushed at the same time are all listed")
    void listsReferrersPushedConcurrently() throws Exception {
        Ref repo = repository("concurrent");
        StoredImage image = StoredImage.of("x").push(scheme(), repo.withTag("v1"));
        List<StoredImage> referrers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            referrers.add(StoredImage.referrer("r" + i, "t", image.descriptor()));
        }

        Concurrently.run(referrers.stream()
                .<Concurrently.Step>map(r -> () -> r.pushChild(scheme(), repo))
                .toList());

        assertThat(scheme().listReferrers(repo.withDigest(image.manifest().digest()), ReferrerQuery.ALL)
                        .descriptors())
                .hasSize(12);
    }

    @Test
    @DisplayName("IC-17: an index is stored without changing a byte")
    void storesAnIndex() throws IOException {
        Ref repo = repository("index");
        StoredImage one = StoredImage.of("one", "a").pushChild(scheme(), repo);
        StoredImage two = StoredImage.of("two", "a", "b").pushChild(scheme(), repo);
        IndexManifest index = StoredImage.index(one, two);

        scheme().putManifest(repo.withTag("multi"), index, ManifestPut.top());

        Manifest found = scheme().getManifest(repo.withTag("multi"));
        assertThat(found.raw()).isEqualTo(index.raw());
        assertThat(found.manifests()).hasSize(2);
        assertThat(scheme().listTags(repo, ListOptions.ALL).tags()).containsExactly("multi");
    }

    @Test
    @DisplayName("SH-1: blobs with a sha512 digest are stored and verified")
    void storesABlobWithASha512Digest() throws IOException {
        Ref repo = repository("sha512");
        Descriptor blob = Descriptor.of("", DigestAlgorithm.SHA512.digest(CONTENT), CONTENT.length);

        scheme().putBlob(repo, blob, BlobSource.ofBytes(CONTENT));

        assertThat(read(repo, blob)).isEqualTo(CONTENT);
    }

    protected final byte[] read(Ref repo, Descriptor blob) throws IOException {
        try (BlobReader in = scheme().getBlob(repo, blob)) {
            return ((InputStream) in).readAllBytes();
        }
    }

    /** The failure of a call; fails the test when there is none. */
    protected static RegistryException failure(ThrowingCallable call) {
        RegistryException e = catchThrowableOfType(RegistryException.class, call);
        assertThat(e).as("expected failure").isNotNull();
        assertThat(e.getMessage()).doesNotContain("\n").isNotBlank();
        return e;
    }
}
