// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import io.regclient.time.RecentlyUsed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;

/**
 * Which repositories of a registry are known to hold a blob, so that it is mounted instead of sent again; behind it
 * stand the places that are remembered longer. Also hands out the right to send a blob to a registry: one sender at a
 * time. Lives as long as the copier; bounded. Thread-safe.
 */
final class KnownBlobs {
    private static final int MAX_BLOBS = 10_000;
    private static final int MAX_REPOSITORIES = 4;

    /** After so many refused mounts and none that worked a registry is not asked again. */
    private static final int MAX_REFUSALS = 3;

    private final BlobPlaces places;
    private final List<Store> stores = new ArrayList<>();

    KnownBlobs(BlobPlaces places) {
        this.places = places;
    }

    /** The registry of a repository; empty where nothing can be mounted. */
    synchronized Optional<Store> storeOf(Ref repository) {
        if (!repository.sharesStoreWith(repository)) {
            return Optional.empty();
        }
        for (Store store : stores) {
            if (store.example.sharesStoreWith(repository)) {
                return Optional.of(store);
            }
        }
        Store store = new Store(repository.withoutVersion(), places);
        stores.add(store);
        return Optional.of(store);
    }

    /** What is known about one registry. */
    static final class Store {
        private final Ref example;
        private final BlobPlaces places;
        private final RecentlyUsed<Digest, SequencedSet<Ref>> holders = new RecentlyUsed<>(MAX_BLOBS);
        private final Senders<Digest> senders = new Senders<>();
        private boolean mounts;
        private int refusals;
        private boolean takes;
        private boolean spares;

        private Store(Ref example, BlobPlaces places) {
            this.example = example;
            this.places = places;
        }

        /** The repository holds the blob, which later processes may want to know. */
        void add(Ref repository, Digest blob) {
            note(repository, blob);
            places.found(repository.withoutVersion(), blob);
        }

        /** The repository holds the blob, for the rest of this process. */
        synchronized void note(Ref repository, Digest blob) {
            SequencedSet<Ref> repositories = holders.getOrPut(blob, LinkedHashSet::new);
            repositories.addLast(repository.withoutVersion());
            if (repositories.size() > MAX_REPOSITORIES) {
                repositories.removeFirst();
            }
        }

        synchronized boolean holds(Ref repository, Digest blob) {
            return holders.get(blob)
                    .filter(repositories -> repositories.contains(repository.withoutVersion()))
                    .isPresent();
        }

        void forget(Ref repository, Digest blob) {
            Ref place = repository.withoutVersion();
            synchronized (this) {
                holders.get(blob).ifPresent(repositories -> repositories.remove(place));
            }
            places.missing(place, blob);
        }

        /** No repository is known to hold the blob any more. */
        void forgetAll(Ref target, Digest blob) {
            for (Ref holder : holdersOf(target, blob)) {
                forget(holder, blob);
            }
            remembered(target, blob).forEach(holder -> forget(holder, blob));
            forget(target, blob);
        }

        /**
         * Repositories to mount from: the last one that got the blob first, and at the end one of earlier processes, for
         * what is remembered may be wrong.
         */
        List<Ref> holdersOf(Ref target, Digest blob) {
            SequencedSet<Ref> found = new LinkedHashSet<>();
            synchronized (this) {
                holders.get(blob).ifPresent(repositories -> found.addAll(repositories.reversed()));
            }
            Ref place = target.withoutVersion();
            found.remove(place);
            remembered(target, blob).stream()
                    .filter(holder -> !holder.equals(place) && !found.contains(holder))
                    .findFirst()
                    .ifPresent(found::addLast);
            return List.copyOf(found);
        }

        /** True when the blob is remembered in other repositories only: a mount tells more than a look at the target. */
        boolean isRememberedElsewhere(Ref target, Digest blob) {
            List<Ref> remembered = remembered(target, blob);
            return !holds(target, blob) && !remembered.isEmpty() && !remembered.contains(target.withoutVersion());
        }

        /** True when the blob was in the repository at some time, as far as anybody remembers. */
        boolean isExpectedIn(Ref repository, Digest blob) {
            return holds(repository, blob) || remembered(repository, blob).contains(repository.withoutVersion());
        }

        private List<Ref> remembered(Ref target, Digest blob) {
            return places.holders(target.withoutVersion(), blob).stream()
                    .filter(target::sharesStoreWith)
                    .limit(MAX_REPOSITORIES)
                    .toList();
        }

        /** Learns from a mount: which repository holds the blob, and whether the registry mounts at all. */
        void mounted(Ref repository, Digest blob, boolean worked) {
            synchronized (this) {
                mounts |= worked;
                refusals += worked ? 0 : 1;
            }
            if (worked) {
                add(repository, blob);
            } else {
                forget(repository, blob);
            }
        }

        /** False for a registry that never mounts. */
        synchronized boolean isMountable() {
            return mounts || refusals < MAX_REFUSALS;
        }

        /** Learns from an upload: whether the registry took the content, or had it although it did not say so. */
        synchronized void sent(boolean taken) {
            takes |= taken;
            spares |= !taken;
        }

        /** True for a registry that took the content of each upload so far. */
        synchronized boolean takesContent() {
            return takes && !spares;
        }

        /** Who sends a blob to the registry. */
        Senders<Digest> senders() {
            return senders;
        }
    }

    /**
     * The right to bring something, of one at a time. Thread-safe.
     *
     * @param <K> what is brought
     */
    static final class Senders<K> {
        private final Map<K, CompletableFuture<Void>> present = new HashMap<>();

        /** Takes the right; otherwise the answer ends when the present sender has. */
        synchronized Optional<CompletableFuture<Void>> start(K what) {
            return Optional.ofNullable(present.putIfAbsent(what, new CompletableFuture<>()));
        }

        synchronized void stop(K what) {
            CompletableFuture<Void> mine = present.remove(what);
            if (mine != null) {
                mine.complete(null);
            }
        }
    }
}
