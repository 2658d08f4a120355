// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.ReferrerList;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Referrers lists of a layout: indexes under fallback tags (contract OL-17, RF-4 to RF-8). */
final class LayoutReferrers {
    private static final Logger LOG = LoggerFactory.getLogger(LayoutReferrers.class);

    private final LayoutDirectory layout;
    private final ManifestFiles manifests;

    LayoutReferrers(LayoutDirectory layout) {
        this.layout = layout;
        this.manifests = new ManifestFiles(layout);
    }

    ReferrerList list(LayoutIndex index, Digest subject, ReferrerQuery query) throws RegistryException {
        String tag = ReferrerTag.of(subject);
        Optional<LayoutIndex> fallback = readable(index, tag);
        LayoutIndex found = fallback.orElse(LayoutIndex.EMPTY);
        if (query.slowSearch()) {
            found = withSubjects(found, index, subject);
        }
        return new ReferrerList(
                query.select(found.entries()),
                found.annotations(),
                fallback.isPresent() ? List.of(tag) : List.of(),
                Manifest.parse(MediaType.OCI_INDEX, Optional.empty(), found.toBytes()));
    }

    /**
     * A tag that holds something else than an index, or an index that was not copied, means there are no referrers
     * (SP-1). A list that is there and cannot be read is a failure, for nobody knows what is in it.
     */
    private Optional<LayoutIndex> readable(LayoutIndex index, String tag) throws RegistryException {
        Optional<Descriptor> entry = index.findTag(tag);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Optional<Manifest> manifest = Optional.empty();
        try {
            if (isManifest(entry.get())) {
                manifest = Optional.of(manifests.read(entry.get()));
            }
            return Optional.of(asList(tag, manifest, entry.get()));
        } catch (RegistryException e) {
            boolean other =
                    e.is(ErrorKind.UNSUPPORTED_MEDIA_TYPE) && (manifest.isPresent() || !isManifest(entry.get()));
            if (!other && !e.is(ErrorKind.NOT_FOUND)) {
                throw e.withContext("referrers list " + tag);
            }
            LOG.atWarn()
                    .addKeyValue("layout", layout.name())
                    .addKeyValue("tag", tag)
                    .addKeyValue("err", RegistryException.describe(e))
                    .log("Failed to read the referrers list");
            return Optional.empty();
        }
    }

    private static boolean isManifest(Descriptor entry) {
        return entry.mediaType().isEmpty() || MediaType.isManifest(entry.mediaType());
    }

    /** The list under a fallback tag, empty when the tag does not exist. */
    private Optional<LayoutIndex> fallback(LayoutIndex index, String tag) throws RegistryException {
        Optional<Descriptor> entry = index.findTag(tag);
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(asList(tag, Optional.of(manifests.read(entry.get())), entry.get()));
    }

    private LayoutIndex asList(String tag, Optional<Manifest> manifest, Descriptor entry) throws RegistryException {
        if (manifest.isPresent() && manifest.get().mediaType().equals(MediaType.OCI_INDEX)) {
            manifest.get().asIndex().requireDigests("the referrers list of " + layout.name());
            return LayoutIndex.of(manifest.get());
        }
        String type = manifest.map(Manifest::mediaType).orElse(entry.mediaType());
        throw RegistryException.of(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                "tag " + tag + " of " + layout.name() + " is not a referrers list but " + type);
    }

    /** Adds what any manifest of index.json says about itself, for layouts written without fallback tags (OL-17). */
    private LayoutIndex withSubjects(LayoutIndex found, LayoutIndex index, Digest subject) throws RegistryException {
        LayoutIndex all = found;
        for (Descriptor entry : index.entries()) {
            Optional<Descriptor> referrer = referrerTo(entry, subject);
            if (referrer.isPresent() && all.findDigest(digestOf(referrer.get())).isEmpty()) {
                all = all.withEntry(referrer.get());
            }
        }
        return all;
    }

    private Optional<Descriptor> referrerTo(Descriptor entry, Digest subject) throws RegistryException {
        try {
            Manifest manifest = manifests.read(entry);
            boolean refers = manifest.subject()
                    .flatMap(Descriptor::digest)
                    .filter(subject::equals)
                    .isPresent();
            return refers ? Optional.of(ReferrerTag.entry(manifest)) : Optional.empty();
        } catch (RegistryException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.atLevel(e.is(ErrorKind.NOT_FOUND) ? Level.DEBUG : Level.WARN)
                    .addKeyValue("layout", layout.name())
                    .addKeyValue("err", RegistryException.describe(e))
                    .log("Search for referrers skips a manifest");
            return Optional.empty();
        }
    }

    /**
     * Adds the manifests that have a subject to the list of that (RF-6) and returns the index with the new lists under
     * their tags; the caller holds the lock and writes the index.
     */
    LayoutIndex add(LayoutIndex index, List<Manifest> manifests, String created) throws RegistryException {
        Map<Digest, List<Manifest>> bySubject = new LinkedHashMap<>();
        for (Manifest manifest : manifests) {
            manifest.subject()
                    .flatMap(Descriptor::digest)
                    .ifPresent(subject -> bySubject
                            .computeIfAbsent(subject, key -> new ArrayList<>())
                            .add(manifest));
        }
        LayoutIndex all = index;
        for (Map.Entry<Digest, List<Manifest>> each : bySubject.entrySet()) {
            all = add(all, each.getKey(), each.getValue(), created);
        }
        return all;
    }

    private LayoutIndex add(LayoutIndex index, Digest subject, List<Manifest> referrers, String created)
            throws RegistryException {
        String tag = ReferrerTag.of(subject);
        LayoutIndex before = fallback(index, tag).orElse(LayoutIndex.EMPTY);
        if (before.subject().isPresent()) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED, "the referrers list " + tag + " of " + layout.name() + " has a subject");
        }
        LayoutIndex list = before;
        for (Manifest referrer : referrers) {
            boolean listed = list.findDigest(referrer.digest()).isPresent();
            list = listed ? list : list.withEntry(ReferrerTag.entry(referrer));
        }
        return list.equals(before) ? index : store(index, tag, list, created);
    }

    /** Takes a manifest out of the list of its subject; the tag of an empty list goes too (RF-8). */
    LayoutIndex remove(LayoutIndex index, Digest subject, Digest referrer, String created) throws RegistryException {
        String tag = ReferrerTag.of(subject);
        Optional<LayoutIndex> list = fallback(index, tag);
        if (list.isEmpty() || list.get().findDigest(referrer).isEmpty()) {
            return index;
        }
        LayoutIndex left = list.get().withoutDigest(referrer);
        return left.entries().isEmpty() ? index.withoutTag(tag) : store(index, tag, left, created);
    }

    private LayoutIndex store(LayoutIndex index, String tag, LayoutIndex list, String created)
            throws RegistryException {
        byte[] raw = list.toBytes();
        Descriptor content = Descriptor.of(MediaType.OCI_INDEX, Digest.sha256(raw), raw.length);
        manifests.write(digestOf(content), raw);
        return index.withTag(
                tag, content.withAnnotations(Map.of(OciDirScheme.CREATED, created, LayoutIndex.REF_NAME, tag)));
    }

    private static Digest digestOf(Descriptor descriptor) {
        return descriptor.digest().orElseThrow(() -> new IllegalStateException("descriptor of content without digest"));
    }
}
