// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the manifest of a platform in an index and remembers it by the index's digest, so that a server reads an index
 * once and not in every run (contract regsync 9). Thread-safe.
 */
final class PlatformMemory {
    private static final int MAX_KEPT = 10_000;

    private final RegClient client;
    private final Map<Key, String> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, String> eldest) {
            return size() > MAX_KEPT;
        }
    };

    PlatformMemory(RegClient client) {
        this.client = client;
    }

    private record Key(Digest index, String platform) {}

    /**
     * The source with the digest of the platform's manifest added.
     *
     * @param index digest of the index behind the source; without one nothing is remembered
     */
    Ref resolve(Ref source, Optional<Digest> index, String platform) throws IOException {
        if (index.isEmpty()) {
            return client.resolvePlatform(source, Platform.parse(platform));
        }
        Key key = new Key(index.get(), platform);
        Optional<String> digest = find(key);
        if (digest.isPresent()) {
            return source.addDigest(digest.get());
        }
        Ref resolved = client.resolvePlatform(source.addDigest(index.get()), Platform.parse(platform));
        remember(key, resolved.requireDigest().toString());
        return resolved;
    }

    private synchronized Optional<String> find(Key key) {
        return Optional.ofNullable(known.get(key));
    }

    private synchronized void remember(Key key, String digest) {
        known.put(key, digest);
    }
}
