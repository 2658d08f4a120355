// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.json.JsonWriter;
import io.regclient.model.MediaType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An immutable index.json. Every manifest of the repository has at least one entry, tagged or not: a tag that moves on
 * leaves its old manifest behind as an untagged entry.
 */
final class RepositoryIndex {
    private final Map<String, @Nullable Object> tree;
    private final List<IndexEntry> entries;
    private final NavigableMap<String, IndexEntry> tags = new TreeMap<>();
    private final Map<Digest, IndexEntry> digests = new LinkedHashMap<>();

    private RepositoryIndex(Map<String, @Nullable Object> tree, List<IndexEntry> entries) {
        this.tree = tree;
        this.entries = List.copyOf(entries);
        for (IndexEntry entry : this.entries) {
            entry.tag().filter(entry.referenceName()::equals).ifPresent(tag -> tags.putIfAbsent(tag, entry));
            digests.putIfAbsent(entry.digest(), entry);
        }
        // Names that only end in ":tag" come second (contract OL-5)
        this.entries.forEach(entry -> entry.tag().ifPresent(tag -> tags.putIfAbsent(tag, entry)));
    }

    static RepositoryIndex empty() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("schemaVersion", 2L);
        tree.put("mediaType", MediaType.OCI_INDEX);
        tree.put("manifests", List.of());
        return new RepositoryIndex(tree, List.of());
    }

    /**
     * Reads an index.json.
     *
     * @throws RegistryException of kind PARSING_FAILED, also for a digest that is none (contract OL-11)
     */
    static RepositoryIndex parse(byte[] json, String what) throws RegistryException {
        JsonObject object = Json.parseObject(json, what);
        List<IndexEntry> entries = new ArrayList<>();
        for (JsonObject manifest : object.objects("manifests")) {
            entries.add(IndexEntry.read(manifest));
        }
        return new RepositoryIndex(object.tree(), entries);
    }

    byte[] json() {
        return JsonWriter.compact(tree);
    }

    /** Tags in byte order. */
    NavigableMap<String, IndexEntry> tags() {
        return Collections.unmodifiableNavigableMap(tags);
    }

    Optional<IndexEntry> findTag(String tag) {
        return Optional.ofNullable(tags.get(tag));
    }

    Optional<IndexEntry> findDigest(Digest digest) {
        return Optional.ofNullable(digests.get(digest));
    }

    /** Digests of all manifests, in the order of the file. */
    Set<Digest> manifests() {
        return Collections.unmodifiableSet(digests.keySet());
    }

    /** The index with the manifest in it; tags that named another manifest now name this one. */
    RepositoryIndex withManifest(IndexEntry manifest, List<String> newTags) {
        List<IndexEntry> next = new ArrayList<>(entries);
        Set<String> wanted = new LinkedHashSet<>(newTags);
        for (String tag : wanted) {
            boolean unchanged = findTag(tag)
                    .filter(e -> e.digest().equals(manifest.digest()))
                    .isPresent();
            if (!unchanged) {
                detach(next, tag);
                addTagged(next, manifest, tag);
            }
        }
        if (next.stream().noneMatch(e -> e.digest().equals(manifest.digest()))) {
            next.add(manifest);
        }
        return withEntries(next);
    }

    /** The index without the tag; its manifest stays reachable by digest. */
    RepositoryIndex withoutTag(String tag) {
        List<IndexEntry> next = new ArrayList<>(entries);
        detach(next, tag);
        return withEntries(next);
    }

    /** The index without the manifest and all its tags. */
    RepositoryIndex withoutDigest(Digest digest) {
        return withEntries(
                entries.stream().filter(e -> !e.digest().equals(digest)).toList());
    }

    /** Takes the tag from every entry that has it; an entry goes away when another one names the same manifest. */
    private static void detach(List<IndexEntry> list, String tag) {
        for (int i = list.size() - 1; i >= 0; i--) {
            IndexEntry entry = list.get(i);
            if (!entry.tag().equals(Optional.of(tag))) {
                continue;
            }
            long named =
                    list.stream().filter(e -> e.digest().equals(entry.digest())).count();
            if (named > 1) {
                list.remove(i);
            } else {
                list.set(i, entry.withoutTag());
            }
        }
    }

    /** Tags the untagged entry of the manifest, or adds an entry. */
    private static void addTagged(List<IndexEntry> list, IndexEntry manifest, String tag) {
        for (int i = 0; i < list.size(); i++) {
            IndexEntry entry = list.get(i);
            if (entry.digest().equals(manifest.digest())
                    && entry.referenceName().isEmpty()) {
                list.set(i, entry.withTag(tag));
                return;
            }
        }
        list.add(manifest.withTag(tag));
    }

    private RepositoryIndex withEntries(List<IndexEntry> next) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(tree);
        copy.put("manifests", next.stream().map(IndexEntry::tree).toList());
        return new RepositoryIndex(copy, next);
    }
}
