// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Gives the referrers of a changed manifest its new digest, theirs included (MO-10). The old ones stay. Referrers are
 * listed only when their subject has changed, so an image that stays as it is costs no request for them.
 */
final class ReferrerWriter {
    private final SchemeSet schemes;
    private final ImageReader reader;
    private final Ref repository;
    private final Sink sink;
    private final Set<Move> moved = new HashSet<>();

    /** What refers to the first digest is to refer to the second one. */
    private record Move(Digest from, Descriptor to) {}

    /** Pushes a manifest by its digest. */
    @FunctionalInterface
    interface Sink {
        void put(Manifest manifest) throws IOException;
    }

    ReferrerWriter(SchemeSet schemes, ImageReader reader, Ref repository, Sink sink) {
        this.schemes = schemes;
        this.reader = reader;
        this.repository = repository;
        this.sink = sink;
    }

    /** Pushes what refers to the old digest again, with the new subject, before that is pushed (MO-11). */
    void move(Digest from, Descriptor to) throws IOException {
        move(from, to, 0);
    }

    private void move(Digest from, Descriptor to, int depth) throws IOException {
        if (!moved.add(new Move(from, to))) {
            return; // an index may name the same image twice
        }
        ImageReader.requireDepth(depth, repository);
        Ref subject = repository.withDigest(from);
        for (Descriptor entry :
                schemes.of(repository).listReferrers(subject, ReferrerQuery.ALL).descriptors()) {
            Manifest referrer = reader.referrer(repository, entry);
            if (subject(referrer).equals(Optional.of(from))) { // a list may be out of date
                Manifest changed = withSubject(referrer, to);
                move(referrer.digest(), changed.descriptor(), depth + 1);
                sink.put(changed);
            }
        }
    }

    /** The manifest with this subject; unchanged when it has it already. */
    static Manifest withSubject(Manifest referrer, Descriptor subject) throws RegistryException {
        boolean same = subject(referrer).equals(subject.digest());
        return same ? referrer : referrer.withSubject(Optional.of(subject));
    }

    private static Optional<Digest> subject(Manifest referrer) {
        return referrer.subject().flatMap(Descriptor::digest);
    }
}
