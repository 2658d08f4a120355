// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a file of places would hold between two processes. */
public final class RememberedPlaces implements BlobPlaces {
    private final Map<Digest, Set<Ref>> places = new ConcurrentHashMap<>();
    private final List<String> corrections = new CopyOnWriteArrayList<>();

    @Override
    public List<Ref> holders(Ref target, Digest blob) {
        Set<Ref> known = places.getOrDefault(blob, Set.of());
        synchronized (known) {
            return new ArrayList<>(known);
        }
    }

    @Override
    public void found(Ref repository, Digest blob) {
        Set<Ref> known = places.computeIfAbsent(blob, b -> new LinkedHashSet<>());
        synchronized (known) {
            known.add(repository);
        }
    }

    @Override
    public void missing(Ref repository, Digest blob) {
        Set<Ref> known = places.getOrDefault(blob, Set.of());
        synchronized (known) {
            if (known.remove(repository)) {
                corrections.add(repository.commonName());
            }
        }
    }

    /** Repositories that turned out not to hold a blob they were remembered for. */
    List<String> corrections() {
        return corrections;
    }
}
