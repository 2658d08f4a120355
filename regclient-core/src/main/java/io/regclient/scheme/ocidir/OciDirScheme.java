// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.fence.FenceScope;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.RateLimit;
import io.regclient.model.ReferrerList;
import io.regclient.model.Rfc3339;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.scheme.Access;
import io.regclient.scheme.Guard;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.PingResult;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.StandIn;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Throttle;
import io.regclient.throttle.Work;
import io.regclient.time.SourceDateEpoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Content in OCI layout directories (OCI image specification, "Image Layout"; contract section 14). Files appear
 * complete or not at all, writers of all processes take turns, and a layout that cannot be read is never replaced.
 * Thread-safe.
 */
public final class OciDirScheme implements Scheme {
    static final String CREATED = "org.opencontainers.image.created";

    private final Path workingDirectory;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final boolean collectsGarbage;
    private final int parallelWrites;
    private final Map<Path, Throttle> throttles = new ConcurrentHashMap<>();
    private final Map<Path, LayoutChanges> modified = new ConcurrentHashMap<>();
    private final LayoutWarnings warnings = new LayoutWarnings();

    private OciDirScheme(Builder builder) {
        this.workingDirectory = builder.workingDirectory;
        this.environment = builder.environment;
        this.clock = builder.clock;
        this.collectsGarbage = builder.collectsGarbage;
        this.parallelWrites = builder.parallelWrites;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The directory must exist (TG-10). */
    @Override
    public PingResult ping(Ref ref) throws RegistryException {
        LayoutDirectory layout = layout(ref);
        if (!Files.isDirectory(layout.path())) {
            boolean file = Files.exists(layout.path());
            throw RegistryException.of(
                    file ? ErrorKind.LOCAL_IO : ErrorKind.NOT_FOUND,
                    "ping " + layout.name() + ": " + layout.path() + ": "
                            + (file ? "not a directory" : "no such file or directory"));
        }
        return new PingResult(Map.of());
    }

    @Override
    public Optional<Descriptor> headBlob(Ref repo, Descriptor blob) throws RegistryException {
        LayoutDirectory layout = layout(repo);
        LayoutUse.of(layout.path()).tryAnnounceGuard();
        return new BlobFiles(layout).head(blob);
    }

    @Override
    public BlobReader getBlob(Ref repo, Descriptor blob) throws RegistryException {
        return new BlobFiles(layout(repo)).open(blob);
    }

    @Override
    public Descriptor putBlob(Ref repo, Descriptor expected, BlobSource body) throws IOException {
        LayoutDirectory layout = layout(repo);
        try (Permit slot = throttle(layout).acquire(new Work(Work.Kind.BLOB, Math.max(expected.size(), 0)))) {
            return slot.within(() -> {
                prepare(layout);
                Descriptor stored = new BlobFiles(layout).put(expected, body);
                stored.digest().ifPresent(changes(layout)::wrote);
                return stored;
            });
        }
    }

    /** Directories have nothing to mount from: the caller copies (OL-13). */
    @Override
    public boolean mountBlob(Ref source, Ref target, Descriptor blob) {
        return false;
    }

    @Override
    public void deleteBlob(Ref repo, Descriptor blob) throws RegistryException {
        new BlobFiles(layout(repo)).delete(blob);
    }

    @Override
    public Optional<ManifestHead> headManifest(Ref ref) throws RegistryException {
        try {
            return Optional.of(requireManifest(ref));
        } catch (RegistryException e) {
            if (e.kind() != ErrorKind.NOT_FOUND) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** The failure tells a missing directory or file of the layout, a missing entry and a missing blob apart. */
    @Override
    public ManifestHead requireManifest(Ref ref) throws RegistryException {
        LayoutDirectory layout = layout(ref);
        LayoutUse.of(layout.path()).tryAnnounceGuard();
        ManifestFiles files = new ManifestFiles(layout);
        Optional<Descriptor> found = files.locate(layout.read(), ref);
        Descriptor sized = files.head(plain(found.orElseThrow(() -> noEntry(ref))));
        return new ManifestHead(sized, RateLimit.NONE, Map.of());
    }

    @Override
    public Manifest getManifest(Ref ref) throws RegistryException {
        LayoutDirectory layout = layout(ref);
        ManifestFiles files = new ManifestFiles(layout);
        Optional<Descriptor> found = files.locate(layout.read(), ref);
        return files.read(found.orElseThrow(() -> noEntry(ref)));
    }

    @Override
    public void putManifest(Ref ref, Manifest manifest, ManifestPut options) throws RegistryException {
        LayoutDirectory layout = layout(ref);
        Digest digest = targetDigest(ref, manifest);
        try (LayoutLock.Held _ = openForWriting(layout)) {
            LayoutIndex before = layout.read();
            write(layout, digest, manifest);
            LayoutIndex after = options.asChild() ? before : listed(before, ref, manifest, digest);
            replace(layout, before, new LayoutReferrers(layout).add(after, List.of(manifest), created()));
        }
    }

    /** The index, and each list of referrers, is read and written once for all of them. */
    @Override
    public void putChildren(Ref repo, List<Manifest> manifests) throws RegistryException {
        LayoutDirectory layout = layout(repo);
        try (LayoutLock.Held _ = openForWriting(layout)) {
            LayoutIndex before = layout.read();
            for (Manifest manifest : manifests) {
                write(layout, manifest.digest(), manifest);
            }
            replace(layout, before, new LayoutReferrers(layout).add(before, manifests, created()));
        }
    }

    private void write(LayoutDirectory layout, Digest digest, Manifest manifest) throws RegistryException {
        new ManifestFiles(layout).write(digest, manifest.raw());
        changes(layout).wrote(digest);
    }

    /** The digest a manifest is stored under: its own, or the reference's when that is another one of its bytes. */
    private static Digest targetDigest(Ref ref, Manifest manifest) throws RegistryException {
        if (ref.digest().isEmpty()) {
            return manifest.digest();
        }
        Digest wanted = ref.requireDigest();
        if (wanted.equals(manifest.digest())) {
            return wanted;
        }
        Digest actual = wanted.algorithm().digest(manifest.raw());
        if (!wanted.equals(actual)) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH,
                    "put manifest " + ref + ": manifest digest mismatch, expected " + wanted + ", computed " + actual);
        }
        return wanted;
    }

    private LayoutIndex listed(LayoutIndex index, Ref ref, Manifest manifest, Digest digest) {
        Descriptor entry = manifest.descriptor().withDigest(digest);
        Map<String, String> annotations = new LinkedHashMap<>(Map.of(CREATED, created()));
        if (ref.tag().isEmpty() && ref.digest().isPresent()) {
            return index.withUntagged(entry.withAnnotations(annotations));
        }
        String tag = LayoutIndex.tagOf(ref);
        annotations.put(LayoutIndex.REF_NAME, tag);
        return index.withTag(tag, entry.withAnnotations(annotations));
    }

    /** Removes all entries of the digest and its file; its referrers entry too (OL-14). */
    @Override
    public void deleteManifest(Ref ref, ManifestDelete options) throws RegistryException {
        LayoutDirectory layout = layout(ref);
        Digest digest = ref.requireDigest();
        layout.read(); // a layout that does not exist is not locked either
        try (LayoutLock.Held _ = openForWriting(layout)) {
            LayoutIndex before = layout.read();
            ManifestFiles files = new ManifestFiles(layout);
            Manifest manifest = options.known().isPresent()
                    ? options.known().get()
                    : files.read(files.locate(before, ref).orElseThrow(() -> noEntry(ref)));
            LayoutIndex after = before.withoutDigest(digest);
            Optional<Digest> subject = manifest.subject().flatMap(Descriptor::digest);
            if (subject.isPresent()) {
                after = new LayoutReferrers(layout).remove(after, subject.get(), digest, created());
            }
            replace(layout, before, after);
            new BlobFiles(layout).delete(Descriptor.ofDigest(digest));
            changes(layout).deleted(manifest);
        }
    }

    /** Tags of index.json, sorted; paging does not apply (OL-16). */
    @Override
    public TagList listTags(Ref repo, ListOptions page) throws RegistryException {
        LayoutDirectory layout = layout(repo);
        byte[] body = layout.readBytes();
        LayoutIndex index = layout.parse(body);
        return TagList.ofLayout(index.tags(), body);
    }

    /** Removes the entries of the tag; the content goes with the next garbage collection (OL-15). */
    @Override
    public void deleteTag(Ref ref, StandIn standIn) throws RegistryException {
        String tag = ref.tag()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_TAG, "tag missing from image reference " + ref.commonName()));
        LayoutDirectory layout = layout(ref);
        layout.read();
        try (LayoutLock.Held _ = openForWriting(layout)) {
            LayoutIndex before = layout.read();
            LayoutIndex after = before.withoutTag(tag);
            if (after.equals(before)) {
                throw noEntry(ref);
            }
            replace(layout, before, after);
        }
    }

    @Override
    public ReferrerList listReferrers(Ref subject, ReferrerQuery query) throws RegistryException {
        Digest digest = subject.requireDigest();
        try {
            LayoutDirectory layout = layout(subject);
            return new LayoutReferrers(layout).list(layout.read(), digest, query);
        } catch (RegistryException e) {
            throw e.withContext(
                    "failed to list referrers of " + subject.withDigest(digest).commonName());
        }
    }

    /** Writes take one of a few slots of the directory (CO-6). */
    @Override
    public List<Throttle> throttles(Ref ref, Access access) {
        try {
            return access == Access.WRITE ? List.of(throttle(layout(ref))) : List.of();
        } catch (RegistryException e) {
            return List.of(); // not a layout: the call that follows says so
        }
    }

    @Override
    public Guard guard(Ref ref) {
        try {
            return LayoutUse.of(layout(ref).path()).guard();
        } catch (RegistryException e) {
            return Guard.NONE; // not a layout: the call that follows says so
        }
    }

    /** Collects garbage if this object modified the layout and nobody is adding content to it (OL-18). */
    @Override
    public void finish(Ref ref) throws RegistryException {
        LayoutDirectory layout = layout(ref);
        LayoutChanges changes = modified.get(layout.key());
        if (!collectsGarbage || changes == null) {
            return;
        }
        LayoutUse use = LayoutUse.of(layout.path());
        try (LayoutLock.Held _ = use.hold()) {
            if (use.isGuarded()) {
                return; // whoever adds content in this process collects when it is done
            }
            boolean alone = !use.isGuardedElsewhere();
            Optional<String> doubt = new GarbageCollector(layout, changes).collect(clock.instant(), alone);
            doubt.ifPresent(reason -> warnings.once(layout, reason, "Nothing is removed from OCI layout"));
            if (alone && doubt.isEmpty()) {
                modified.remove(layout.key(), changes);
            }
        }
    }

    @Override
    public void close() {
        throttles.clear();
        modified.clear();
    }

    /** Makes sure there is a layout that blobs can go to. */
    private void prepare(LayoutDirectory layout) throws RegistryException {
        if (layout.isComplete()) {
            LayoutUse.of(layout.path()).announceGuard();
            layout.checkVersion();
            changes(layout);
        } else {
            openForWriting(layout).close();
        }
    }

    /** Makes sure there is a layout, and takes its lock. */
    private LayoutLock.Held openForWriting(LayoutDirectory layout) throws RegistryException {
        layout.createDirectory();
        LayoutLock.Held held = LayoutUse.of(layout.path()).hold();
        try {
            layout.create();
            changes(layout);
            return held;
        } catch (RegistryException e) {
            held.close();
            throw e;
        }
    }

    private void replace(LayoutDirectory layout, LayoutIndex before, LayoutIndex after) throws RegistryException {
        if (!after.equals(before)) {
            FenceScope.requireOpen();
            layout.write(after);
            changes(layout).replaced(before, after);
        }
    }

    /** Takes note that the layout is being modified. */
    private LayoutChanges changes(LayoutDirectory layout) {
        return modified.computeIfAbsent(layout.key(), key -> new LayoutChanges());
    }

    /** Annotations of the index entry do not belong to the manifest. */
    private static Descriptor plain(Descriptor entry) {
        return entry.withAnnotations(Map.of());
    }

    private LayoutDirectory layout(Ref ref) throws RegistryException {
        return LayoutDirectory.of(workingDirectory, ref, warnings);
    }

    private Throttle throttle(LayoutDirectory layout) {
        return throttles.computeIfAbsent(layout.key(), key -> new Throttle(layout.name(), parallelWrites));
    }

    private static RegistryException noEntry(Ref ref) {
        boolean complete = ref.digest().isPresent() || ref.tag().isPresent();
        String named = complete ? ref.toString() : ref + ":" + LayoutIndex.tagOf(ref);
        return RegistryException.of(ErrorKind.NOT_FOUND, "could not find entry in index.json: " + named);
    }

    /** The time of new entries: now, or what the build pinned (OL-6). */
    private String created() {
        Instant time =
                SourceDateEpoch.of(environment).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS));
        return Rfc3339.format(time.atOffset(ZoneOffset.UTC));
    }

    /** Settings of the scheme. */
    public static final class Builder {
        private Path workingDirectory = Path.of("");
        private Map<String, String> environment = Map.of();
        private InstantSource clock = InstantSource.system();
        private boolean collectsGarbage = true;
        private int parallelWrites = 3;

        private Builder() {}

        /** Where relative paths start. */
        public Builder workingDirectory(Path directory) {
            workingDirectory = directory;
            return this;
        }

        /** Variables of the process; {@code SOURCE_DATE_EPOCH} pins the creation time of entries. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        /** False: {@link OciDirScheme#finish} removes nothing. */
        public Builder collectsGarbage(boolean collects) {
            collectsGarbage = collects;
            return this;
        }

        /** Blobs written at the same time into one directory, 3 unless said otherwise (CO-6). */
        public Builder parallelWrites(int count) {
            parallelWrites = count;
            return this;
        }

        public OciDirScheme build() {
            return new OciDirScheme(this);
        }
    }
}
