// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.NewRepository;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The state that the nodes of one copy share. */
final class CopyRun {
    private static final Logger LOG = LoggerFactory.getLogger(CopyRun.class);

    /** Most manifests of one copy, with referrers and digest tags: what they lead to may have no end. */
    static final int MAX_MANIFESTS = 10_000;

    /** Most entries of an index or layers of an image: each is a task of its own. */
    static final int MAX_ENTRIES = 10_000;

    /** Most bytes of all manifests of one copy; what is made of them takes several times as much memory. */
    static final long MAX_MANIFEST_BYTES = 64 << 20;

    private final SchemeSet schemes;
    private final BlobCopier blobCopier;
    private final IoThreads.Lane lane;
    private final CopyOptions options;

    private final OnceMap<CopyNode.Key> manifests = new OnceMap<>();
    private final OnceMap<BlobKey> blobs = new OnceMap<>();
    private final OnceMap<Ref> tagLists = new OnceMap<>();
    private final Map<Ref, NavigableSet<String>> tags = new ConcurrentHashMap<>();
    private final Queue<CopyNode> postponed = new ConcurrentLinkedQueue<>();
    private final Queue<RegistryException> refused = new ConcurrentLinkedQueue<>();

    private final Map<Ref, NewRepository> found = new ConcurrentHashMap<>();
    private final ToldFailures told = new ToldFailures();

    private final AtomicInteger visited = new AtomicInteger();
    private final AtomicLong manifestBytes = new AtomicLong();
    private final AtomicInteger manifestsPushed = new AtomicInteger();
    private final AtomicInteger manifestsSkipped = new AtomicInteger();
    private CopyTally blobCount = CopyTally.NOTHING;
    private CopyTally byteCount = CopyTally.NOTHING;

    /** A blob is copied once per target repository (IC-1). */
    private record BlobKey(Ref repository, Digest digest) {}

    CopyRun(SchemeSet schemes, BlobCopier blobCopier, IoThreads.Lane lane, CopyOptions options) {
        this.schemes = schemes;
        this.blobCopier = blobCopier;
        this.lane = lane;
        this.options = options;
    }

    /** Copies the image and then what had to be put off because of loops (IC-12). */
    CopyResult run(Ref source, Ref target) throws IOException {
        CopyNode start = CopyNode.start(source, target, options.child());
        ManifestCopy top = new ManifestCopy(this, start);
        manifests.once(start.parent(), start.key(), top::run);
        for (CopyNode next = postponed.poll(); next != null; next = postponed.poll()) {
            copyManifest(next);
        }
        throwIfRefused();
        return result(target, top.digest());
    }

    CopyOptions options() {
        return options;
    }

    Scheme scheme(Ref ref) throws RegistryException {
        return schemes.of(ref);
    }

    /** Runs a call of a scheme on a platform thread. */
    <T> T io(Surroundings.Call<T> call) throws IOException {
        return lane.call(call);
    }

    /**
     * Copies a manifest, unless the run did that before.
     *
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED when a source names ever more of them
     */
    void copyManifest(CopyNode node) throws IOException {
        manifests.once(node.parent(), node.key(), () -> {
            if (visited.incrementAndGet() > MAX_MANIFESTS) {
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        "the copy leads to more than " + MAX_MANIFESTS + " manifests, the last one is "
                                + node.source().commonName());
            }
            new ManifestCopy(this, node).run();
        });
    }

    /**
     * Counts a manifest that was read for this copy.
     *
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED when it has too much in it, or all of them together
     */
    Manifest account(Manifest manifest, CopyNode node) throws RegistryException {
        int entries = Math.max(manifest.manifests().size(), manifest.layers().size());
        if (entries > MAX_ENTRIES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "manifest " + node.source().commonName() + " names " + entries + " others, the limit of a copy is "
                            + MAX_ENTRIES);
        }
        if (manifestBytes.addAndGet(manifest.raw().length) > MAX_MANIFEST_BYTES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "the copy leads to more than " + MAX_MANIFEST_BYTES + " bytes of manifests, the last one is "
                            + node.source().commonName());
        }
        return manifest;
    }

    /** Copies a referrer or a digest tag; one that leads back to where it came from is put off (IC-12). */
    void copyAttached(CopyNode node, String what) throws IOException {
        try {
            copyManifest(node);
        } catch (RegistryException e) {
            if (!e.is(ErrorKind.LOOP_DETECTED)) {
                warn("Failed to copy " + what, node, node.target().toString(), e);
                throw about(what, node.target().digest().or(node.target()::tag).orElse(""), e);
            }
            LOG.debug("put off {} {}: {}", what, node.target(), e.getMessage());
            postponed.add(node.restarted());
        }
    }

    void copyBlob(CopyNode node, Descriptor blob, String what) throws IOException {
        Digest digest = blob.digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST,
                        what + " without digest in " + node.source().commonName()));
        Ref source = node.source().withoutVersion();
        Ref target = node.target().withoutVersion();
        try {
            blobs.once(Optional.empty(), new BlobKey(target, digest), () -> {
                if (!source.sameRepository(target)) {
                    LOG.atInfo()
                            .addKeyValue("source", source.commonName())
                            .addKeyValue("target", target.commonName())
                            .addKeyValue(what.equals("layer") ? "layer" : "digest", digest)
                            .log(doing() + what);
                }
                count(blobCopier.copy(job(source, target, blob), lane));
            });
        } catch (IOException e) {
            warn("Failed to copy " + what, node, digest.toString(), e);
            throw about(what, digest.toString(), e);
        }
    }

    /** The target has refused the manifest, perhaps because a blob is not there after all. */
    void doubt(Ref target, Manifest manifest) {
        manifest.config().flatMap(Descriptor::digest).ifPresent(blob -> blobCopier.doubt(target, blob));
        for (Descriptor layer : manifest.layers()) {
            layer.digest().ifPresent(blob -> blobCopier.doubt(target, blob));
        }
    }

    private BlobCopier.Job job(Ref source, Ref target, Descriptor blob) {
        Optional<NewRepository> made = options.newRepository().or(() -> Optional.ofNullable(found.get(target)));
        return new BlobCopier.Job(source, target, blob, options.listener(), options.blobHook(), told, made);
    }

    /**
     * Asks whether the registry knows the target of a manifest that is not there, when that costs less than to look for
     * each blob. A process asks once per repository.
     *
     * @param blobs number of blobs that the manifest needs at least
     */
    void askFor(Ref target, int blobs) throws IOException {
        Ref repository = target.withoutVersion();
        boolean pays = blobs >= NewRepository.BLOBS_WORTH_ASKING
                && options.newRepository().isEmpty();
        if (!pays || !repository.sharesStoreWith(repository) || !blobCopier.asksFirst(repository)) {
            return;
        }
        io(() -> NewRepository.ask(scheme(repository), repository)).ifPresent(made -> found.put(repository, made));
    }

    private String doing() {
        return options.dryRun().isPresent() ? "Would copy " : "Copy ";
    }

    /** The failure with the part of the image in front, whose name is left out where the message has it already. */
    private static RegistryException about(String what, String name, IOException e) {
        boolean named = RegistryException.describe(e).contains(name);
        boolean chain = isAbout(what, e) && e.getCause() instanceof IOException inner && isAbout(what, inner);
        IOException told = chain && e.getCause() instanceof IOException innermost ? innermost : e;
        return RegistryException.withContext(named ? what : what + " " + name, told);
    }

    /** Of a chain of referrers the first and the last are named. */
    private static boolean isAbout(String what, IOException e) {
        return RegistryException.describe(e).startsWith(what + " ");
    }

    /** Tells that a manifest is written now (contract regsync 14). */
    void tellManifest(CopyNode node, Digest digest) {
        LOG.atInfo()
                .addKeyValue("source", node.source().commonName())
                .addKeyValue("target", node.target().commonName())
                .addKeyValue("digest", digest)
                .log(doing() + "manifest");
    }

    private synchronized void count(BlobCopier.Arrival arrival) {
        blobCount = blobCount.plus(arrival.outcome(), 1);
        byteCount = byteCount.plus(arrival.outcome(), Math.max(arrival.bytes(), 0));
    }

    private synchronized CopyResult result(Ref target, Digest digest) {
        return new CopyResult(target, digest, manifestsPushed.get(), manifestsSkipped.get(), blobCount, byteCount);
    }

    void manifestDone(CopyNode node, Descriptor manifest, boolean pushed) {
        (pushed ? manifestsPushed : manifestsSkipped).incrementAndGet();
        report(node, manifest, pushed ? ProgressEvent.State.FINISHED : ProgressEvent.State.SKIPPED);
    }

    void report(CopyNode node, Descriptor manifest, ProgressEvent.State state) {
        options.listener().on(new ProgressEvent(ProgressEvent.Kind.MANIFEST, state, node.target(), manifest, 0));
    }

    /** True when the entry of an index is wanted (IC-6). */
    boolean wants(Descriptor entry) {
        return options.wants(entry);
    }

    /**
     * Tags of the node's source that start with the prefix; a repository is listed once per run (IC-14). A name that is
     * no tag is left out, and fails the copy when all the rest is done.
     */
    List<Tag> tagsStartingWith(String prefix, CopyNode node) throws IOException {
        Ref repo = node.source().withoutVersion();
        tagLists.once(Optional.empty(), repo, () -> {
            List<String> list =
                    io(() -> scheme(repo).listTags(repo, ListOptions.ALL)).tags();
            tags.put(repo, new TreeSet<>(list));
        });
        List<Tag> found = new ArrayList<>();
        for (String name : tags.getOrDefault(repo, new TreeSet<>()).tailSet(prefix)) {
            if (!name.startsWith(prefix)) {
                break;
            }
            try {
                found.add(Tag.parse(name, repo));
            } catch (RegistryException e) {
                notice("Failed to copy digest-tag", node, name, e);
                refused.add(e);
            }
        }
        return found;
    }

    private void throwIfRefused() throws RegistryException {
        Optional<RegistryException> first = Optional.ofNullable(refused.poll());
        if (first.isPresent()) {
            String others = refused.isEmpty() ? "" : ", and " + refused.size() + " other names";
            throw RegistryException.of(
                    ErrorKind.INVALID_REFERENCE,
                    "all but a digest tag was copied: " + first.get().getMessage() + others,
                    first.get());
        }
    }

    /** A line of the log for the failure that ends the copy. */
    void warn(String what, CopyNode node, String item, IOException e) {
        log(told.level(e), what, node, item, e);
    }

    /** A line of the log for something that does not end the copy. */
    void notice(String what, CopyNode node, String item, IOException e) {
        log(Level.WARN, what, node, item, e);
    }

    private static void log(Level level, String what, CopyNode node, String item, IOException e) {
        LOG.atLevel(level)
                .addKeyValue("source", node.source().commonName())
                .addKeyValue("target", node.target().commonName())
                .addKeyValue("item", item)
                .addKeyValue("err", RegistryException.describe(RegistryException.plain(e)))
                .log(what);
    }
}
