// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexEntries;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code index.json}, or of a fallback referrers list inside a layout. Operations that change nothing
 * return the same object.
 *
 * @param entries manifests in order
 * @param annotations annotations of the index
 * @param artifactType artifact type, empty text when absent
 * @param subject manifest the index refers to
 * @param unread entries nobody can use, written back as they are
 * @param others members of the file that no specification knows, written back as they are
 */
record LayoutIndex(
        List<Descriptor> entries,
        Map<String, String> annotations,
        String artifactType,
        Optional<Descriptor> subject,
        List<IndexEntries.Unread> unread,
        Map<String, @Nullable Object> others) {
    /** Annotation that holds the tag of an entry. */
    static final String REF_NAME = "org.opencontainers.image.ref.name";

    private static final String DEFAULT_TAG = "latest";

    private static final Set<String> KNOWN =
            Set.of("schemaVersion", "mediaType", "artifactType", "manifests", "subject", "annotations");

    static final LayoutIndex EMPTY = new LayoutIndex(List.of(), Map.of(), "", Optional.empty());

    LayoutIndex {
        entries = List.copyOf(entries);
        unread = List.copyOf(unread);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    LayoutIndex(
            List<Descriptor> entries,
            Map<String, String> annotations,
            String artifactType,
            Optional<Descriptor> subject) {
        this(entries, annotations, artifactType, subject, List.of(), Map.of());
    }

    /** Reads the bytes of an index; one without media type is accepted, and so are good entries beside bad ones (OL-1). */
    static LayoutIndex parse(byte[] raw, String what) throws RegistryException {
        JsonObject json = Json.parseObject(raw, what);
        String type = json.string("mediaType");
        if (!type.isEmpty() && !type.equals(MediaType.OCI_INDEX)) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                    what + ": contains media type \"" + type + "\", expected \"" + MediaType.OCI_INDEX + "\"");
        }
        IndexEntries listed = IndexEntries.of(json);
        Optional<JsonObject> subject = json.object("subject");
        return new LayoutIndex(
                listed.entries(),
                json.stringMap("annotations"),
                json.string("artifactType"),
                subject.isPresent() ? Optional.of(Descriptor.of(subject.get())) : Optional.empty(),
                listed.unread(),
                others(json));
    }

    private static Map<String, @Nullable Object> others(JsonObject json) {
        Map<String, @Nullable Object> others = new LinkedHashMap<>(json.tree());
        others.keySet().removeAll(KNOWN);
        return others;
    }

    static LayoutIndex of(Manifest index) {
        String type = index instanceof IndexManifest i ? i.artifactType() : "";
        return new LayoutIndex(index.manifests(), index.annotations(), type, index.subject());
    }

    /** Compact JSON in the field order of JS-2, without line feed (OL-4), and what else was in the file behind it. */
    byte[] toBytes() {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("schemaVersion", 2);
        tree.put("mediaType", MediaType.OCI_INDEX);
        if (!artifactType.isEmpty()) {
            tree.put("artifactType", artifactType);
        }
        // one after the other: all of them as trees would be as large as what was read
        tree.put("manifests", (Iterable<@Nullable Object>) this::manifests);
        subject.ifPresent(s -> tree.put("subject", s.toTree()));
        if (!annotations.isEmpty()) {
            tree.put("annotations", Json.sorted(annotations));
        }
        tree.putAll(others);
        return JsonWriter.compact(tree);
    }

    /** All entries in the order of the file. */
    private Iterator<@Nullable Object> manifests() {
        Iterator<Descriptor> read = entries.iterator();
        Iterator<IndexEntries.Unread> rest = unread.iterator();
        return new Iterator<>() {
            private Optional<IndexEntries.Unread> next = nextUnread();
            private int position;

            private Optional<IndexEntries.Unread> nextUnread() {
                return rest.hasNext() ? Optional.of(rest.next()) : Optional.empty();
            }

            @Override
            public boolean hasNext() {
                return read.hasNext() || next.isPresent();
            }

            @Override
            public @Nullable Object next() {
                position++;
                if (next.isPresent() && (next.get().position() < position || !read.hasNext())) {
                    Object json = next.get().json();
                    next = nextUnread();
                    return json;
                }
                return read.next().toTree();
            }
        };
    }

    /** The tag a reference means: {@code latest} when it has neither tag nor digest (OL-5). */
    static String tagOf(Ref ref) {
        return ref.tag().orElse(DEFAULT_TAG);
    }

    /** The entry of a tag: by its exact name, else the first full name that ends with it (OL-5). */
    Optional<Descriptor> findTag(String tag) {
        Optional<Descriptor> exact = find(e -> name(e).equals(tag));
        return exact.isPresent() ? exact : find(e -> name(e).endsWith(":" + tag));
    }

    Optional<Descriptor> findDigest(Digest digest) {
        return find(e -> hasDigest(e, digest));
    }

    private Optional<Descriptor> find(Predicate<Descriptor> wanted) {
        return entries.stream().filter(wanted).findFirst();
    }

    /**
     * The index with the tag on the manifest (OL-6): an entry that has it already stays as it is, one with another
     * digest is replaced in place, further entries of the tag are removed.
     */
    LayoutIndex withTag(String tag, Descriptor entry) {
        List<Descriptor> changed = new ArrayList<>(entries.size() + 1);
        boolean placed = false;
        for (Descriptor old : entries) {
            if (!name(old).equals(tag)) {
                changed.add(old);
            } else if (!placed) {
                changed.add(old.digest().equals(entry.digest()) ? old : entry);
                placed = true;
            }
        }
        if (!placed) {
            changed.add(entry);
        }
        return withEntries(changed);
    }

    /** The index with an entry without tag; there is at most one per digest (OL-6). */
    LayoutIndex withUntagged(Descriptor entry) {
        boolean listed =
                entries.stream().anyMatch(e -> name(e).isEmpty() && e.digest().equals(entry.digest()));
        return listed ? this : withEntry(entry);
    }

    LayoutIndex withEntry(Descriptor entry) {
        List<Descriptor> changed = new ArrayList<>(entries);
        changed.add(entry);
        return withEntries(changed);
    }

    /** The index without any entry of the digest, whatever its tags (OL-14). */
    LayoutIndex withoutDigest(Digest digest) {
        return withEntries(entries.stream().filter(e -> !hasDigest(e, digest)).toList());
    }

    /** The index without the tag: all entries of its name, or if there are none those {@link #findTag} would find. */
    LayoutIndex withoutTag(String tag) {
        LayoutIndex exact =
                withEntries(entries.stream().filter(e -> !name(e).equals(tag)).toList());
        return !exact.equals(this)
                ? exact
                : withEntries(entries.stream()
                        .filter(e -> !name(e).endsWith(":" + tag))
                        .toList());
    }

    /** Tags, the text behind the last colon of every name: unique and sorted (OL-16). */
    List<String> tags() {
        return entries.stream()
                .map(LayoutIndex::name)
                .filter(name -> !name.isEmpty())
                .map(name -> name.substring(name.lastIndexOf(':') + 1))
                .distinct()
                .sorted(Json.BYTE_ORDER)
                .toList();
    }

    private LayoutIndex withEntries(List<Descriptor> changed) {
        return changed.equals(entries)
                ? this
                : new LayoutIndex(changed, annotations, artifactType, subject, unread, others);
    }

    private static boolean hasDigest(Descriptor entry, Digest digest) {
        return entry.digest().filter(digest::equals).isPresent();
    }

    private static String name(Descriptor entry) {
        return entry.annotations().getOrDefault(REF_NAME, "");
    }
}
