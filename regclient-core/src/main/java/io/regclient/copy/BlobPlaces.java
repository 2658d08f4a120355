// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import java.util.List;

/**
 * Where blobs were seen, remembered longer than a process lives: what a copier learns it tells, and what it does not
 * know itself it asks for. Nothing that is remembered is trusted: a wrong place costs one refused mount, and the blob is
 * sent. Called by many threads that wait for each other, so it must be thread-safe and answer from memory.
 */
public interface BlobPlaces {
    /** Remembers nothing. */
    BlobPlaces NONE = new BlobPlaces() {
        @Override
        public List<Ref> holders(Ref target, Digest blob) {
            return List.of();
        }

        @Override
        public void found(Ref repository, Digest blob) {}

        @Override
        public void missing(Ref repository, Digest blob) {}
    };

    /**
     * Repositories that may hold a blob and share their store with the target, so that it can be mounted from there; the
     * most likely first. The target may be among them.
     */
    List<Ref> holders(Ref target, Digest blob);

    /** The repository, without tag and digest, holds the blob. */
    void found(Ref repository, Digest blob);

    /** The repository does not hold the blob, or does not give it away. */
    void missing(Ref repository, Digest blob);

    /** The same places for somebody whose writes are not real: nothing is learned. */
    default BlobPlaces readOnly() {
        BlobPlaces known = this;
        return new BlobPlaces() {
            @Override
            public List<Ref> holders(Ref target, Digest blob) {
                return known.holders(target, blob);
            }

            @Override
            public void found(Ref repository, Digest blob) {}

            @Override
            public void missing(Ref repository, Digest blob) {}
        };
    }
}
