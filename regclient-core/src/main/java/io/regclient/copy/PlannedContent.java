// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What copies that write nothing would have written so far: the next one finds it at the target, as it would after real
 * copies. Thread-safe.
 */
final class PlannedContent {
    private final Set<Place> blobs = ConcurrentHashMap.newKeySet();
    private final Map<Ref, Descriptor> manifests = new ConcurrentHashMap<>();

    /** A blob in a repository. */
    private record Place(Ref repository, Optional<Digest> digest) {}

    /** False for a blob that was planned before. */
    boolean addBlob(Ref repo, Descriptor blob) {
        return blobs.add(new Place(repo.withoutVersion(), blob.digest()));
    }

    boolean hasBlob(Ref repo, Descriptor blob) {
        return blobs.contains(new Place(repo.withoutVersion(), blob.digest()));
    }

    /** False for a manifest that was planned before, under the same name. */
    boolean addManifest(Ref ref, Manifest manifest) {
        Descriptor descriptor = manifest.descriptor();
        boolean added = !descriptor.equals(manifests.put(ref, descriptor));
        manifests.put(ref.withDigest(manifest.digest()), descriptor);
        return added;
    }

    Optional<Descriptor> manifest(Ref ref) {
        return Optional.ofNullable(manifests.get(ref));
    }
}
