// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Does the work of every key once (contract IC-1). Who comes later waits and shares the outcome; a failed key may be
 * tried again. Work that would end up waiting for itself, directly or through work of other threads, is a loop.
 *
 * @param <K> identifies the work
 */
final class OnceMap<K> {
    private final Map<K, CompletableFuture<Boolean>> works = new HashMap<>();

    /** What unfinished work needs: the work it started and the work it waits for. */
    private final Map<K, Set<K>> needs = new HashMap<>();

    /**
     * Does the work, or waits until it is done.
     *
     * @param parent the unfinished work that needs this one
     * @throws RegistryException of kind LOOP_DETECTED when the key already (indirectly) needs its parent
     */
    void once(Optional<K> parent, K key, TaskGroup.Step work) throws IOException {
        while (true) {
            CompletableFuture<Boolean> mine = new CompletableFuture<>();
            Optional<CompletableFuture<Boolean>> first = enter(parent, key, mine);
            if (first.isEmpty()) {
                perform(key, mine, work);
                return;
            }
            if (await(first.get(), () -> "waiting for " + key)) {
                return;
            }
        }
    }

    /** Empty when the caller has to do the work, else the outcome of the one who does it. */
    private synchronized Optional<CompletableFuture<Boolean>> enter(
            Optional<K> parent, K key, CompletableFuture<Boolean> mine) throws RegistryException {
        CompletableFuture<Boolean> first = works.putIfAbsent(key, mine);
        if (parent.isPresent() && (first == null || !first.isDone())) {
            if (first != null && reaches(key, parent.get())) {
                throw RegistryException.of(ErrorKind.LOOP_DETECTED, "loop detected at " + key);
            }
            needs.computeIfAbsent(parent.get(), k -> new HashSet<>()).add(key);
        }
        return Optional.ofNullable(first);
    }

    private boolean reaches(K from, K wanted) {
        Set<K> seen = new HashSet<>();
        Deque<K> open = new ArrayDeque<>(Set.of(from));
        while (!open.isEmpty()) {
            K next = open.removeLast();
            if (next.equals(wanted)) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(needs.getOrDefault(next, Set.of()));
            }
        }
        return false;
    }

    private void perform(K key, CompletableFuture<Boolean> mine, TaskGroup.Step work) throws IOException {
        boolean done = false;
        try {
            work.run();
            done = true;
        } catch (IOException e) {
            leave(key, true);
            mine.completeExceptionally(e);
            throw e;
        } finally {
            if (!mine.isDone()) {
                leave(key, !done);
                mine.complete(done);
            }
        }
    }

    private synchronized void leave(K key, boolean failed) {
        needs.remove(key);
        if (failed) {
            works.remove(key);
        }
    }

    /** True when the work is done; false when it was given up, so that somebody else has to do it. */
    private static boolean await(CompletableFuture<Boolean> first, Supplier<String> what) throws IOException {
        try {
            return first.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, what.get() + ": context canceled", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure && !TaskGroup.isCancel(failure)) {
                throw failure;
            }
            return false;
        }
    }
}
