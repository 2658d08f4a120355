// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.ReferrerList;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.StandIn;
import io.regclient.scheme.registry.wire.Attempt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Referrers kept in a tag, for registries without the referrers API (contract RF-4 to RF-9). A list is changed by one
 * thread of the process at a time; against other processes it is read again after the change, and changed under the
 * condition that it is still the one that was read, where a registry supports that.
 */
final class ReferrerFallback {
    /** Tries to change a list that somebody else changes too. */
    private static final int MAX_TRIES = 5;

    /** After so many tries the condition is left out: an entity tag may be one that never matches. */
    private static final int CONDITIONAL_TRIES = 3;

    private final ManifestApi manifests;
    private final ManifestPush push;
    private final TagDeletion tagDeletion;
    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(32).toList();

    ReferrerFallback(ManifestApi manifests, ManifestPush push, TagDeletion tagDeletion) {
        this.manifests = manifests;
        this.push = push;
        this.tagDeletion = tagDeletion;
    }

    /** The list of a subject; empty when there is no tag, or something else than a list under it (SP-1). */
    ReferrerList list(RegistryRef repo, Digest subject) throws IOException {
        RegistryRef tag = repo.withTag(ReferrerTag.of(subject));
        Optional<IndexManifest> index;
        try {
            index = read(tag, ManifestApi.Source.MIRRORS_TOO);
        } catch (RegistryException e) {
            if (e.kind() != ErrorKind.UNSUPPORTED_MEDIA_TYPE) {
                throw e;
            }
            LoggerFactory.getLogger(ReferrerFallback.class)
                    .atWarn()
                    .addKeyValue("ref", tag.commonName())
                    .addKeyValue("err", e.getMessage())
                    .log("Ignoring a referrers tag that holds no list");
            index = Optional.empty();
        }
        IndexManifest found = index.orElseGet(ReferrerFallback::emptyList);
        List<String> tags = index.isPresent() ? tag.tag().stream().toList() : List.of();
        return new ReferrerList(found.manifests(), found.annotations(), tags, found);
    }

    /** Adds an entry; a list that has the digest already stays as it is (RF-6). */
    void add(RegistryRef repo, Digest subject, Descriptor entry) throws IOException {
        RegistryRef tag = repo.withTag(ReferrerTag.of(subject));
        locked(tag, () -> {
            for (int attempt = 1; attempt <= MAX_TRIES + 1; attempt++) {
                Optional<IndexManifest> old = read(tag, ManifestApi.Source.REGISTRY);
                IndexManifest list = old.orElseGet(ReferrerFallback::emptyList);
                requireNoSubject(tag, list);
                if (list.manifests().stream().anyMatch(e -> e.digest().equals(entry.digest()))) {
                    return;
                }
                List<Descriptor> entries = new ArrayList<>(list.manifests());
                entries.add(entry);
                replace(tag, old, list.withManifests(entries), attempt);
            }
        });
    }

    /** Removes an entry; the tag of a list that becomes empty is deleted, or holds an empty list (RF-8). */
    void remove(RegistryRef repo, Digest subject, Digest referrer) throws IOException {
        RegistryRef tag = repo.withTag(ReferrerTag.of(subject));
        locked(tag, () -> {
            for (int attempt = 1; attempt <= MAX_TRIES + 1; attempt++) {
                Optional<IndexManifest> old = read(tag, ManifestApi.Source.REGISTRY);
                IndexManifest list = old.orElseGet(ReferrerFallback::emptyList);
                List<Descriptor> entries = list.manifests().stream()
                        .filter(e -> !e.digest().equals(Optional.of(referrer)))
                        .toList();
                if (entries.size() == list.manifests().size()) {
                    return;
                }
                if (entries.isEmpty() && deleted(tag)) {
                    return;
                }
                replace(tag, old, list.withManifests(entries), attempt);
            }
        });
    }

    private boolean deleted(RegistryRef tag) throws RegistryException {
        try {
            tagDeletion.delete(tag, StandIn.UNTOLD);
            return true;
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.CANCELED) {
                throw e;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** Stores a changed list; the next round of the caller reads whether the change has survived (RF-7). */
    private void replace(RegistryRef tag, Optional<IndexManifest> old, IndexManifest changed, int attempt)
            throws IOException {
        if (attempt > MAX_TRIES) {
            throw RegistryException.of(
                    ErrorKind.RETRY_LIMIT_EXCEEDED,
                    "referrers list " + tag.commonName() + " does not keep a change, others may be changing it");
        }
        Optional<String> etag = attempt <= CONDITIONAL_TRIES ? old.flatMap(ReferrerFallback::etag) : Optional.empty();
        try {
            push.put(tag, changed, etag);
        } catch (RegistryException e) {
            if (etag.isEmpty() || e.httpStatus().orElse(0) != 412) {
                throw e;
            }
        }
    }

    /** A strong entity tag; a weak one never matches (RFC 9110, 13.1.1). */
    private static Optional<String> etag(Manifest list) {
        return list.headers().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("ETag"))
                .flatMap(header -> header.getValue().stream())
                .filter(value -> value.startsWith("\""))
                .findFirst();
    }

    private Optional<IndexManifest> read(RegistryRef tag, ManifestApi.Source source) throws IOException {
        Manifest found;
        try {
            found = manifests.get(tag, source);
        } catch (RegistryException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        if (found instanceof IndexManifest index && index.mediaType().equals(MediaType.OCI_INDEX)) {
            index.requireDigests("referrers list " + tag.commonName());
            return Optional.of(index);
        }
        throw RegistryException.of(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                "tag " + tag.commonName() + " holds " + found.mediaType() + ", a referrers list is expected");
    }

    private static void requireNoSubject(RegistryRef tag, IndexManifest list) throws RegistryException {
        if (list.subject().isPresent()) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED, "referrers list " + tag.commonName() + " has a subject itself");
        }
    }

    private static IndexManifest emptyList() {
        return IndexManifest.of(MediaType.OCI_INDEX, List.of());
    }

    private void locked(RegistryRef tag, Attempt.Action change) throws IOException {
        ReentrantLock lock = locks.get(Math.floorMod(tag.hashCode(), locks.size()));
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(
                    ErrorKind.CANCELED, "interrupted while waiting for referrers list " + tag.commonName(), e);
        }
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
