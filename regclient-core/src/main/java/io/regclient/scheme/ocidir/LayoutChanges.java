// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What one scheme object did to a layout since its last garbage collection. That may be removed as soon as nothing
 * leads to it; anything else may be what another writer, also one that knows nothing of our locks, is adding (contract
 * OL-18, OL-19). Thread-safe.
 */
final class LayoutChanges {
    private final Set<Digest> written = ConcurrentHashMap.newKeySet();
    private final Set<Descriptor> dropped = ConcurrentHashMap.newKeySet();

    /** A file was written under the digest. */
    void wrote(Digest digest) {
        written.add(digest);
    }

    /** The manifests of all entries that are not in the index any more. */
    void replaced(LayoutIndex before, LayoutIndex after) {
        Set<Optional<Digest>> left =
                after.entries().stream().map(Descriptor::digest).collect(Collectors.toSet());
        before.entries().stream()
                .filter(entry -> !left.contains(entry.digest()))
                .forEach(dropped::add);
    }

    /** The file of a manifest was removed, so that it cannot be read any more. */
    void deleted(Manifest manifest) {
        dropped.addAll(manifest.manifests());
        manifest.config().ifPresent(dropped::add);
        dropped.addAll(manifest.layers());
    }

    Set<Digest> written() {
        return Set.copyOf(written);
    }

    /** Manifests and blobs that are not wanted any more, together with what they lead to. */
    List<Descriptor> dropped() {
        return List.copyOf(dropped);
    }
}
