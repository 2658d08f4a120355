// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.copy.CopyOptions;
import io.regclient.copy.ImageCopier;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.Guard;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.LoggerFactory;

/** Makes indexes and changes their entries (contract regctl 9.7). Thread-safe. */
public final class IndexEditor {
    private final SchemeSet schemes;
    private final ImageCopier copier;
    private final ManifestLookup manifests;
    private final ConfigReader configs;

    public IndexEditor(SchemeSet schemes, ImageCopier copier) {
        this.schemes = schemes;
        this.copier = copier;
        this.manifests = new ManifestLookup(schemes);
        this.configs = new ConfigReader(schemes);
    }

    /**
     * Pushes a new index; what it names is copied before.
     *
     * @param target with the tag of the index, which may have been something else
     * @throws RegistryException of kind NOT_FOUND for a digest or subject that is not in the repository
     */
    public Manifest create(Ref target, NewIndex wanted, IndexEntrySource source) throws IOException {
        Scheme scheme = schemes.ofVersion(target);
        try (Guard _ = scheme.guard(target)) {
            List<Descriptor> entries = withoutRepetitions(entries(target, source));
            IndexManifest index = IndexManifest.of(wanted.mediaType(), entries).withAnnotations(wanted.annotations());
            if (!MediaType.isDocker(wanted.mediaType())) {
                index = index.withArtifactType(wanted.artifactType()).withSubject(subject(target, wanted));
            } else if (wanted.subject().isPresent() || !wanted.artifactType().isEmpty()) {
                LoggerFactory.getLogger(IndexEditor.class)
                        .warn("A Docker manifest list has neither subject nor artifact type, they are ignored");
            }
            scheme.putManifest(
                    wanted.byDigest() ? target.withDigest(index.digest()) : target, index, ManifestPut.top());
            return index;
        }
    }

    private Optional<Descriptor> subject(Ref target, NewIndex wanted) throws IOException {
        if (wanted.subject().isEmpty()) {
            return Optional.empty();
        }
        String text = wanted.subject().get();
        Optional<Digest> digest = Digest.tryParse(text);
        Ref subject = digest.isPresent() ? target.withDigest(digest.get()) : target.withTag(text);
        return Optional.of(plain(manifests.describe(subject, Optional.empty()).descriptor()));
    }

    /**
     * Appends entries to an index, also for platforms it has. The tag then names the new index; without a tag the new
     * index has its digest alone.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for what is no index
     */
    public Manifest add(Ref target, IndexEntrySource source) throws IOException {
        Scheme scheme = schemes.ofVersion(target);
        try (Guard _ = scheme.guard(target)) {
            IndexManifest index = read(target);
            List<Descriptor> entries = new ArrayList<>(index.manifests());
            entries.addAll(entries(target, source));
            return replace(scheme, target, index.withManifests(withoutRepetitions(entries)));
        }
    }

    /**
     * Removes all entries of an index with one of the digests or platforms, which match exactly. The index is pushed even
     * when there were none (regctl 9.7.3).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for what is no index
     */
    public Manifest delete(Ref target, List<Digest> digests, List<Platform> platforms) throws IOException {
        Scheme scheme = schemes.ofVersion(target);
        try (Guard _ = scheme.guard(target)) {
            IndexManifest index = read(target);
            Predicate<Descriptor> goes =
                    entry -> entry.digest().filter(digests::contains).isPresent() || isFor(platforms, entry);
            List<Descriptor> kept =
                    index.manifests().stream().filter(goes.negate()).toList();
            return replace(scheme, target, index.withManifests(kept));
        }
    }

    private IndexManifest read(Ref target) throws IOException {
        Manifest manifest = manifests.get(target, Optional.empty());
        if (manifest instanceof IndexManifest index) {
            return index;
        }
        throw RegistryException.of(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                "current manifest is not an index/manifest list, \"" + manifest.mediaType()
                        + "\": unsupported media type: " + target.commonName());
    }

    private static Manifest replace(Scheme scheme, Ref target, IndexManifest changed) throws IOException {
        Optional<String> tag = target.tag();
        boolean named = tag.isPresent() || target.digest().isEmpty();
        scheme.putManifest(
                named ? target.withTag(tag.orElse("")) : target.withDigest(changed.digest()),
                changed,
                ManifestPut.top());
        return changed;
    }

    private static boolean isFor(List<Platform> platforms, Descriptor entry) {
        Optional<Platform> own = entry.platform();
        return own.isPresent() && platforms.stream().anyMatch(own.get()::matches);
    }

    private List<Descriptor> entries(Ref target, IndexEntrySource source) throws IOException {
        List<Digest> digests = new ArrayList<>(source.digests());
        digests.addAll(copied(target, source));
        List<Descriptor> entries = new ArrayList<>();
        for (Digest digest : digests) {
            Ref child = target.withDigest(digest);
            Descriptor entry = plain(manifests.describe(child, Optional.empty()).descriptor());
            Optional<Platform> platform = source.platform().isPresent() ? source.platform() : platformOf(child, entry);
            entries.add(entry.withAnnotations(source.annotations()).withPlatform(platform));
        }
        return entries;
    }

    /**
     * Copies images, or the wanted platforms of indexes, as parts of the new index: none before all have been found.
     *
     * @throws RegistryException of kind NOT_FOUND for a platform that is in none of the indexes
     */
    private List<Digest> copied(Ref target, IndexEntrySource source) throws IOException {
        List<Ref> images = new ArrayList<>();
        List<Descriptor> seen = new ArrayList<>();
        String where = "";
        for (Ref ref : source.refs()) {
            Optional<Manifest> index =
                    source.platforms().isEmpty() ? Optional.empty() : Optional.of(manifests.get(ref, Optional.empty()));
            if (index.isPresent() && index.get().isIndex()) {
                where += (where.isEmpty() ? "" : " or ") + ref.commonName();
                seen.addAll(index.get().manifests());
                images.addAll(wanted(ref, index.get(), source.platforms()));
            } else {
                images.add(index.isPresent() ? ref.withDigest(index.get().digest()) : digest(ref));
            }
        }
        for (Platform platform : where.isEmpty() ? List.<Platform>of() : source.platforms()) {
            if (seen.stream().noneMatch(entry -> isFor(List.of(platform), entry))) {
                throw IndexManifest.noPlatform(platform, where, seen);
            }
        }
        return copy(images, target, source);
    }

    private Ref digest(Ref ref) throws IOException {
        return ref.withDigest(manifests.toDigest(ref, Optional.empty()).requireDigest());
    }

    private static List<Ref> wanted(Ref ref, Manifest index, List<Platform> platforms) throws RegistryException {
        List<Ref> images = new ArrayList<>();
        for (Descriptor entry : index.manifests()) {
            if (isFor(platforms, entry)) {
                images.add(ref.withDigest(entry.digest()
                        .orElseThrow(() -> RegistryException.of(
                                ErrorKind.MISSING_DIGEST, "entry without digest in index " + ref.commonName()))));
            }
        }
        return images;
    }

    private List<Digest> copy(List<Ref> images, Ref target, IndexEntrySource source) throws IOException {
        List<Digest> digests = new ArrayList<>();
        CopyOptions.Builder options = CopyOptions.builder().child(true).digestTags(source.withDigestTags());
        if (source.withReferrers()) {
            options.referrers();
        }
        for (Ref image : images) {
            Digest digest = image.requireDigest();
            copier.copy(image, target.withDigest(digest), options.build());
            digests.add(digest);
        }
        return digests;
    }

    /** The platform of an image; nothing else has one, and an image whose config cannot be read has none (9.7.1). */
    private Optional<Platform> platformOf(Ref ref, Descriptor entry) throws IOException {
        if (MediaType.isIndex(entry.mediaType())) {
            return Optional.empty();
        }
        try {
            Optional<Descriptor> config = manifests.get(ref, Optional.empty()).config();
            return config.isPresent()
                    ? Optional.of(configs.read(ref, config.get()).platform())
                            .filter(platform -> !platform.os().isEmpty())
                    : Optional.empty();
        } catch (RegistryException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static List<Descriptor> withoutRepetitions(List<Descriptor> entries) {
        List<Descriptor> kept = new ArrayList<>();
        for (Descriptor entry : entries) {
            if (kept.stream().noneMatch(entry::sameEntry)) {
                kept.add(entry);
            }
        }
        return kept;
    }

    private static Descriptor plain(Descriptor head) throws RegistryException {
        Digest digest = head.digest()
                .orElseThrow(() -> RegistryException.of(ErrorKind.MISSING_DIGEST, "the registry sent no digest"));
        return Descriptor.of(head.mediaType(), digest, head.size());
    }
}
