// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.ReferrerList;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Throttle;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A way of storing content. Thread-safe. A {@code head…} answers empty for a missing object, everything else throws a
 * RegistryException of kind NOT_FOUND. All calls block; interrupting the thread cancels them (kind CANCELED).
 */
public interface Scheme extends AutoCloseable {
    PingResult ping(Ref ref) throws IOException;

    /** Looks for a blob; external URLs of the descriptor count too (contract BL-1), except in a layout (OL-13). */
    Optional<Descriptor> headBlob(Ref repo, Descriptor blob) throws IOException;

    /**
     * Like {@link #headBlob}, but content of another length under the digest is told apart from nothing.
     *
     * @throws RegistryException of kind MISMATCH for that
     */
    default Optional<Descriptor> lookForBlob(Ref repo, Descriptor blob) throws IOException {
        return headBlob(repo, blob);
    }

    /** Like {@link #headBlob}, with the response headers when the storage has some. */
    default Optional<BlobHead> probeBlob(Ref repo, Descriptor blob) throws IOException {
        return headBlob(repo, blob).map(found -> new BlobHead(found, Map.of()));
    }

    /** Like {@link #probeBlob}, but there must be a blob: the failure says what is missing. */
    default BlobHead requireBlob(Ref repo, Descriptor blob) throws IOException {
        String digest = blob.digest().map(Digest::toString).orElse("");
        return probeBlob(repo, blob)
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.NOT_FOUND, "blob " + digest + " not found in " + repo.commonName()));
    }

    /** Opens a blob; size and digest are verified while it is read. The caller closes the reader. */
    BlobReader getBlob(Ref repo, Descriptor blob) throws IOException;

    /**
     * Stores a blob whose size and digest are verified on the way, whatever the body has verified: nothing else than
     * what {@code expected} says is ever stored.
     *
     * @param expected digest and size when known; a descriptor without digest or with size -1 is completed
     * @return the descriptor with digest and size (BL-18)
     */
    Descriptor putBlob(Ref repo, Descriptor expected, BlobSource body) throws IOException;

    /** Mounts a blob of another repository of the same store; false: the caller uploads it. */
    boolean mountBlob(Ref source, Ref target, Descriptor blob) throws IOException;

    /** Like {@link #mountBlob}, for a caller who uploads the blob when it is not mounted. */
    default BlobMount mountOrOpen(Ref source, Ref target, Descriptor blob) throws IOException {
        boolean mounted = mountBlob(source, target, blob);
        return new BlobMount() {
            @Override
            public boolean isDone() {
                return mounted;
            }

            @Override
            public Descriptor put(Descriptor expected, BlobSource body) throws IOException {
                return putBlob(target, expected, body);
            }

            @Override
            public void cancel() {}
        };
    }

    void deleteBlob(Ref repo, Descriptor blob) throws IOException;

    /** Looks for a manifest; the digest is empty when the registry sent none (MF-9). */
    Optional<ManifestHead> headManifest(Ref ref) throws IOException;

    /** Like {@link #headManifest}, but there must be a manifest: the failure says what is missing. */
    default ManifestHead requireManifest(Ref ref) throws IOException {
        return headManifest(ref)
                .orElseThrow(
                        () -> RegistryException.of(ErrorKind.NOT_FOUND, "manifest " + ref.commonName() + " not found"));
    }

    Manifest getManifest(Ref ref) throws IOException;

    /** The manifest a descriptor names: its embedded data when right, else a GET by digest (MF-12). */
    default Manifest getManifest(Ref repo, Descriptor descriptor) throws IOException {
        Digest digest = descriptor
                .digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "manifest descriptor without digest in " + repo));
        Optional<byte[]> embedded = descriptor.embeddedContent();
        return embedded.isPresent()
                ? Manifest.parse(descriptor.mediaType(), descriptor.digest(), embedded.get())
                : getManifest(repo.withDigest(digest));
    }

    /** Stores a manifest's bytes unchanged under the reference's tag or digest. */
    void putManifest(Ref ref, Manifest manifest, ManifestPut options) throws IOException;

    /** Stores manifests that belong to another one by their digests, in this order; at best as one change. */
    default void putChildren(Ref repo, List<Manifest> manifests) throws IOException {
        for (Manifest manifest : manifests) {
            putManifest(repo.withDigest(manifest.digest()), manifest, ManifestPut.child());
        }
    }

    void deleteManifest(Ref ref, ManifestDelete options) throws IOException;

    TagList listTags(Ref repo, ListOptions page) throws IOException;

    /**
     * True when the storage says that it does not know the repository. The answer only saves requests, so it is asked once
     * and waited for a few seconds; whatever goes wrong means no.
     *
     * @throws RegistryException of kind CANCELED, and no other
     */
    default boolean isUnknown(Ref repo) throws IOException {
        return false;
    }

    /** Deletes a tag, and nobody has to know how. */
    default void deleteTag(Ref ref) throws IOException {
        deleteTag(ref, StandIn.UNTOLD);
    }

    /** Deletes a tag but not its manifest; an image that stands in for it meanwhile is told before. */
    void deleteTag(Ref ref, StandIn standIn) throws IOException;

    /** Lists what refers to the digest of {@code subject}, which must have one. */
    ReferrerList listReferrers(Ref subject, ReferrerQuery query) throws IOException;

    /** Tells that these blobs are read or written soon: for those who show progress, nothing else depends on it. */
    default void expect(Ref repo, List<Descriptor> blobs) {}

    /** The queues a transfer with this reference will take slots of (contract CO-3). */
    default List<Throttle> throttles(Ref ref, Access access) {
        return List.of();
    }

    /** Keeps garbage collection away from the reference until the guard is closed (OL-20). */
    default Guard guard(Ref ref) {
        return Guard.NONE;
    }

    /** Ends the work on a reference: a layout that was modified collects its garbage (OL-18). */
    default void finish(Ref ref) throws IOException {}

    @Override
    void close();
}
