// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.time.RecentlyUsed;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds the manifest of a platform in an index and remembers it by the index's digest, so that a server reads an index
 * once and not in every run (contract regsync 9.6). Thread-safe.
 */
final class PlatformMemory {
    private static final int MAX_KEPT = 10_000;

    private final RegClient client;
    private final RecentlyUsed<Key, Digest> known = new RecentlyUsed<>(MAX_KEPT);

    PlatformMemory(RegClient client) {
        this.client = client;
    }

    private record Key(Digest index, Platform platform) {}

    /**
     * The digest of the platform's manifest.
     *
     * @param index with the digest of the index
     */
    Digest find(Ref index, Platform platform) throws IOException {
        Key key = new Key(index.requireDigest(), platform);
        Optional<Digest> kept = known.get(key);
        if (kept.isPresent()) {
            return kept.get();
        }
        Digest found = client.manifests().resolve(index, platform).requireDigest();
        known.put(key, found);
        return found;
    }
}
