// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import java.util.Optional;

/**
 * One manifest of the graph that is copied.
 *
 * @param source where it is read
 * @param target where it goes
 * @param known descriptor from the index or list that named it
 * @param child part of something else: a layout does not list it (contract IC-15)
 * @param depth number of manifests above it
 * @param parent key of the manifest that led here; empty for the start of a copy
 */
record CopyNode(Ref source, Ref target, Optional<Descriptor> known, boolean child, int depth, Optional<Key> parent) {
    /** Deepest nesting that is followed: a hostile source must not keep us busy for ever (OJ-1). */
    static final int MAX_DEPTH = 32;

    /** What makes two nodes the same work (IC-1). */
    record Key(Ref repository, Optional<String> tag, Optional<String> digest) {
        @Override
        public String toString() {
            return repository
                    + tag.map(t -> ":" + t).orElse("")
                    + digest.map(d -> "@" + d).orElse("");
        }
    }

    static CopyNode start(Ref source, Ref target, boolean child) {
        return new CopyNode(source, target, Optional.empty(), child, 0, Optional.empty());
    }

    Key key() {
        return new Key(target.withoutVersion(), target.tag(), target.digest());
    }

    /** A manifest named by this one, read and written by digest. */
    CopyNode childOf(Ref sourceRepo, Ref targetRepo, Descriptor entry) throws RegistryException {
        Digest digest = entry.digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "entry without digest in manifest " + source.commonName()));
        return below(sourceRepo.withDigest(digest), targetRepo.withDigest(digest), Optional.of(entry), true);
    }

    /** A tag that belongs to this manifest. */
    CopyNode taggedBy(Tag tag) throws RegistryException {
        return below(source.withTag(tag), target.withTag(tag), Optional.empty(), false);
    }

    private CopyNode below(Ref from, Ref to, Optional<Descriptor> entry, boolean asChild) throws RegistryException {
        if (depth + 1 > MAX_DEPTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "manifests are nested deeper than " + MAX_DEPTH + " levels at " + source.commonName());
        }
        return new CopyNode(from, to, entry, asChild, depth + 1, Optional.of(key()));
    }

    /** The same work, started anew when nothing else is going on (IC-12). */
    CopyNode restarted() {
        return new CopyNode(source, target, known, child, 0, Optional.empty());
    }

    /** True when only names change: what a manifest leads to is there already (IC-8). */
    boolean staysInRepository() {
        return source.sameRepository(target);
    }

    /** The digest of the source as far as the reference tells. */
    Optional<Digest> statedDigest() throws RegistryException {
        return source.digest().isPresent() ? Optional.of(source.requireDigest()) : known.flatMap(Descriptor::digest);
    }
}
