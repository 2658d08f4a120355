// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.schema.SyncEntry.RateLimitSettings;
import java.util.Optional;

/**
 * A copy that has been decided, with everything that belongs to it (contract regsync 9, steps 9 to 12).
 *
 * @param entry what the template of the backup is about
 * @param source with the digest of the platform's manifest when one platform is wanted
 * @param target where to
 * @param digest of the source's manifest
 * @param terms how it is copied
 * @param limited the source announces how many pulls it allows
 * @param allowance pulls the source must leave before the copy begins; empty when nobody has to wait (section 11)
 * @param backup that the target's image is kept before it is replaced (section 10); empty when nothing is replaced or
 *     nothing is to be kept
 */
public record Transfer(
        SyncEntry entry,
        Ref source,
        Ref target,
        Digest digest,
        CopyTerms terms,
        boolean limited,
        Optional<RateLimitSettings> allowance,
        Optional<Keeping> backup) {

    /** The same copy, whatever becomes of the tag of the source meanwhile. */
    public Transfer byDigest() {
        return new Transfer(entry, source.addDigest(digest), target, digest, terms, limited, allowance, backup);
    }

    /** The same copy, which keeps what it replaces in this place or fails. */
    public Transfer keepingAt(Ref place) {
        return new Transfer(entry, source, target, digest, terms, limited, allowance, Optional.of(Keeping.at(place)));
    }
}
