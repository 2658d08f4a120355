// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexEntries;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An image from the members of an OCI layout (IM-2, IM-3, IM-5). */
final class LayoutImport {
    /** Manifests of one image wait in memory for their blobs: all of them may be this large, and so many. */
    private static final long MAX_MANIFEST_BYTES = 32L << 20;

    private static final int MAX_MANIFESTS = 10_000;
    private static final int MAX_DEPTH = 32;

    private static final Logger LOG = LoggerFactory.getLogger(LayoutImport.class);

    private final Scheme scheme;
    private final Ref target;
    private final Wanted<Part> wanted = new Wanted<>();
    private final Set<Digest> known = new HashSet<>();
    private final Map<Digest, Manifest> manifests = new HashMap<>();
    private long manifestBytes;
    private Optional<Descriptor> chosen = Optional.empty();

    LayoutImport(Scheme scheme, Ref target) {
        this.scheme = scheme;
        this.target = target;
    }

    /**
     * Something the image consists of.
     *
     * @param blob true when it is no manifest whatever its type says
     * @param depth indexes above it
     */
    private record Part(Descriptor descriptor, boolean blob, int depth) {
        /** A layer with addresses need not be in the archive (IC-8). */
        boolean required() {
            return !blob || descriptor.urls().isEmpty();
        }
    }

    boolean isStarted() {
        return chosen.isPresent();
    }

    /** Nothing is missing. */
    boolean isComplete() {
        return isStarted() && wanted.isEmpty();
    }

    /** Nothing is missing that has to be in the archive. */
    boolean isSufficient() {
        return isStarted() && wanted.open().values().stream().noneMatch(Part::required);
    }

    int changes() {
        return wanted.changes();
    }

    /** What is missing, for a message: of what is no layout, what makes one. */
    String missing() {
        return wanted.open().isEmpty()
                ? ": " + Members.INDEX + " or " + Members.DOCKER_MANIFEST
                : ": " + wanted.open().keySet().iterator().next();
    }

    /** Chooses the image from {@code index.json}. */
    void start(byte[] index, Optional<String> name) throws IOException {
        IndexEntries listed = IndexEntries.of(Json.parseObject(index, Members.INDEX));
        for (IndexEntries.Unread unread : listed.unread()) {
            LOG.atWarn()
                    .addKeyValue("image", target.commonName())
                    .addKeyValue("err", unread.reason())
                    .log("An entry of the OCI layout in the tar file cannot be read");
        }
        List<Descriptor> entries = listed.entries();
        boolean single = entries.size() == 1 && listed.unread().isEmpty();
        Descriptor found = single ? entries.getFirst() : select(entries, name);
        Digest digest = Members.digestOf(found);
        if (target.digest().isPresent() && !target.requireDigest().equals(digest)) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH,
                    "the tar file has " + digest + ", not " + target.digest().get());
        }
        chosen = Optional.of(found);
        want(found, false, 0);
    }

    private Descriptor select(List<Descriptor> entries, Optional<String> name) throws RegistryException {
        Optional<String> digest = target.digest();
        String tag = name.orElse(target.tag().orElse("latest"));
        String asked = digest.orElse(tag);
        for (Descriptor entry : entries) {
            boolean found = digest.isPresent()
                    ? entry.digest().map(Digest::toString).equals(digest)
                    : tag.equals(entry.annotations().get(Members.REF_NAME));
            if (found) {
                return entry;
            }
        }
        throw RegistryException.of(
                ErrorKind.NOT_FOUND, "could not find requested tag in " + Members.INDEX + ", " + asked);
    }

    private void want(Descriptor descriptor, boolean blob, int depth) throws RegistryException {
        if (depth > MAX_DEPTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED, "indexes are nested deeper than " + MAX_DEPTH + " levels");
        }
        Digest digest = Members.digestOf(descriptor);
        if (known.add(digest)) {
            wanted.add(Members.blob(digest), new Part(descriptor, blob, depth));
            if (blob) {
                scheme.expect(target.withoutVersion(), List.of(descriptor));
            }
        }
    }

    /** Takes what is wanted of a member; false when nothing is missing any more. */
    boolean visit(TarFile.Member member) throws IOException {
        if (member.entry().isLink()) {
            wanted.link(member.entry());
        }
        if (member.entry().isFile()) {
            Optional<Part> part = wanted.take(member.entry().name());
            if (part.isPresent()) {
                take(part.get(), member);
            }
        }
        return !isComplete();
    }

    private void take(Part part, TarFile.Member member) throws IOException {
        Descriptor descriptor = part.descriptor();
        long size = member.entry().size();
        if (descriptor.size() >= 0 && descriptor.size() != size) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    member.entry().name() + " in the tar file has " + size + " bytes, expected are "
                            + descriptor.size());
        }
        boolean isManifest = !part.blob() && MediaType.isManifest(descriptor.mediaType());
        boolean isBlob = part.blob()
                || MediaType.isKnownBlob(descriptor.mediaType())
                || (!isManifest && size > Manifest.MAX_PULL_BYTES);
        if (isBlob) {
            putBlob(descriptor.withSize(size), member.source());
            return;
        }
        byte[] content = member.readAll();
        Optional<Manifest> manifest = parse(descriptor, content, isManifest);
        if (manifest.isPresent()) {
            keep(manifest.get(), part.depth());
        } else {
            putBlob(descriptor.withSize(size), BlobSource.ofBytes(content));
        }
    }

    /** An unknown type is a manifest when it can be read as one (IC-7). */
    private static Optional<Manifest> parse(Descriptor descriptor, byte[] content, boolean certain)
            throws RegistryException {
        try {
            return Optional.of(Manifest.parse(descriptor.mediaType(), descriptor.digest(), content));
        } catch (RegistryException e) {
            boolean other = e.is(ErrorKind.UNSUPPORTED_MEDIA_TYPE) || e.is(ErrorKind.PARSING_FAILED);
            if (certain || !other) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void keep(Manifest manifest, int depth) throws IOException {
        manifests.put(manifest.digest(), manifest);
        manifestBytes += manifest.raw().length;
        if (manifestBytes > MAX_MANIFEST_BYTES || manifests.size() > MAX_MANIFESTS) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "the image has more than " + MAX_MANIFESTS + " manifests or " + MAX_MANIFEST_BYTES
                            + " bytes of them");
        }
        if (manifest.config().isPresent()) {
            want(manifest.config().get(), true, depth);
        }
        for (Descriptor layer : manifest.layers()) {
            want(layer, true, depth);
        }
        for (Descriptor entry : manifest.manifests()) {
            want(entry, false, depth + 1);
        }
    }

    /** Addresses are left out of the question, so that content from elsewhere is not taken for present. */
    private void putBlob(Descriptor blob, BlobSource content) throws IOException {
        Descriptor here = blob.withUrls(List.of());
        Ref repo = target.withoutVersion();
        if (scheme.headBlob(repo, here).isEmpty()) {
            scheme.putBlob(repo, here, content);
        }
    }

    /** Pushes the manifests, children before their parents. */
    Descriptor push() throws IOException {
        Digest digest = Members.digestOf(chosen.orElseThrow());
        Manifest top = manifests.get(digest);
        if (top == null) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                    digest + " of type " + chosen.get().mediaType() + " in the tar file is no manifest");
        }
        Set<Digest> pushed = new HashSet<>(Set.of(digest));
        pushChildren(top, pushed);
        scheme.putManifest(target, top, ManifestPut.top());
        return top.descriptor();
    }

    private void pushChildren(Manifest parent, Set<Digest> pushed) throws IOException {
        for (Descriptor entry : parent.manifests()) {
            Digest digest = Members.digestOf(entry);
            Manifest child = manifests.get(digest);
            if (child != null && pushed.add(digest)) {
                pushChildren(child, pushed);
                Ref ref = target.withDigest(digest);
                if (scheme.headManifest(ref).isEmpty()) {
                    scheme.putManifest(ref, child, ManifestPut.child());
                }
            }
        }
    }
}
