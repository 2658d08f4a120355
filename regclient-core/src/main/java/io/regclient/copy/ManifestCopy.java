// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.Scheme;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The copy of one manifest: contents, referrers and digest tags first, itself last (contract IC-2 to IC-15). */
final class ManifestCopy {
    private static final String PUT_FAILED = "failed to put manifest";

    private final CopyRun run;
    private final CopyNode node;
    private final CopyOptions options;
    private final Scheme source;
    private final Scheme target;

    /** Set when the digest of the source is known; an own field because the top node's is part of the result. */
    @Nullable
    private Digest digest;

    ManifestCopy(CopyRun run, CopyNode node) throws RegistryException {
        this.run = run;
        this.node = node;
        this.options = run.options();
        this.source = run.scheme(node.source());
        this.target = run.scheme(node.target());
    }

    Digest digest() {
        if (digest == null) {
            throw new IllegalStateException("copy of " + node.target() + " has not run");
        }
        return digest;
    }

    void run() throws IOException {
        Optional<Descriptor> there = headTarget();
        Optional<Digest> wanted = node.statedDigest();
        if (there.isPresent() && wanted.isEmpty()) {
            wanted = Optional.of(headSource());
        }
        boolean equal = there.isPresent() && there.get().digest().equals(wanted);
        if (equal && options.endsAtEqualDigest()) {
            digest = wanted.orElseThrow();
            run.manifestDone(node, there.get(), false);
            return;
        }
        boolean visit = !equal
                || options.forceRecursive()
                || MediaType.isIndex(there.get().mediaType());
        Optional<Manifest> manifest = visit ? Optional.of(getSource(wanted)) : Optional.empty();
        digest = manifest.isPresent() ? manifest.get().digest() : wanted.orElseThrow();
        if (there.isEmpty() && manifest.isPresent() && !node.staysInRepository()) {
            run.askFor(node.target(), blobsOf(manifest.get()));
        }
        finish(manifest, manifest.isPresent() ? manifest.get().descriptor() : there.orElseThrow(), equal);
    }

    /** At least: every image of an index has two. */
    private int blobsOf(Manifest manifest) {
        long images = manifest.manifests().stream().filter(run::wants).count();
        return (int) Math.max(2 * images, manifest.layers().size() + 1);
    }

    private void finish(Optional<Manifest> manifest, Descriptor descriptor, boolean equal) throws IOException {
        run.report(node, descriptor, ProgressEvent.State.STARTED);
        try {
            copyContents(manifest);
            boolean push = manifest.isPresent() && (!equal || options.forceRecursive());
            if (push) {
                push(manifest.get());
            }
            run.manifestDone(node, descriptor, push);
        } catch (IOException e) {
            run.report(node, descriptor, ProgressEvent.State.FAILED);
            throw e;
        }
    }

    /** The manifest at the target with its digest; what cannot be read counts as absent, unless it makes no sense. */
    private Optional<Descriptor> headTarget() throws IOException {
        try {
            Optional<ManifestHead> head = run.io(() -> target.headManifest(node.target()));
            if (head.isPresent() && isForeign(head.get())) {
                return Optional.empty();
            }
            return head.isEmpty() || head.get().descriptor().digest().isPresent()
                    ? head.map(ManifestHead::descriptor)
                    : Optional.of(
                            run.io(() -> target.getManifest(node.target())).descriptor());
        } catch (RegistryException e) {
            if (countsAsAbsent(e)) {
                return Optional.empty();
            }
            throw e.is(ErrorKind.CANCELED) ? e : e.plain().withContext("failed to access target registry");
        }
    }

    /** A manifest that counts as present and is not breaks the index that names it. */
    private boolean isForeign(ManifestHead head) throws RegistryException {
        return node.target().digest().isPresent()
                && head.contradicts(
                        node.target().requireDigest(),
                        node.known().map(Descriptor::size).orElse(-1L));
    }

    /** Answers other than a refusal of access mean there is nothing to compare with (IC-2). */
    private static boolean countsAsAbsent(RegistryException e) {
        boolean answered = e.is(ErrorKind.HTTP_STATUS)
                || e.is(ErrorKind.NOT_FOUND)
                || e.is(ErrorKind.UNSUPPORTED_API)
                || e.is(ErrorKind.UNSUPPORTED_MEDIA_TYPE)
                || e.is(ErrorKind.DIGEST_MISMATCH)
                || e.is(ErrorKind.SIZE_LIMIT_EXCEEDED);
        return answered && !e.is(ErrorKind.HTTP_UNAUTHORIZED);
    }

    private Digest headSource() throws IOException {
        try {
            ManifestHead head = run.io(() -> source.requireManifest(node.source()));
            Optional<Digest> told = head.descriptor().digest();
            return told.isPresent()
                    ? told.get()
                    : intact(() -> source.getManifest(node.source())).digest();
        } catch (IOException e) {
            throw atSource(e);
        }
    }

    /** Reads by the digest that was compared, so that a tag that moves in between does no harm (IC-4). */
    private Manifest getSource(Optional<Digest> wanted) throws IOException {
        try {
            if (node.known().isPresent()) {
                return intact(
                        () -> source.getManifest(node.source(), node.known().get()));
            }
            Ref ref = wanted.isPresent() ? node.source().addDigest(wanted.get()) : node.source();
            return intact(() -> source.getManifest(ref));
        } catch (IOException e) {
            throw atSource(e);
        }
    }

    /** A manifest that was changed on its way is read once more (MF-5). */
    private Manifest intact(Surroundings.Call<Manifest> read) throws IOException {
        try {
            return run.account(run.io(read), node);
        } catch (RegistryException e) {
            if (!e.is(ErrorKind.DIGEST_MISMATCH) && !e.is(ErrorKind.PARSING_FAILED)) {
                throw e;
            }
            run.notice(
                    e.is(ErrorKind.DIGEST_MISMATCH)
                            ? "Manifest was damaged on its way, it is read again"
                            : "Manifest makes no sense, it is read again",
                    node,
                    node.source().toString(),
                    e);
            return run.account(run.io(read), node);
        }
    }

    private static IOException atSource(IOException e) {
        return TaskGroup.isCancel(e)
                ? e
                : RegistryException.withContext("copy failed, error getting source", RegistryException.plain(e));
    }

    private void copyContents(Optional<Manifest> manifest) throws IOException {
        try (TaskGroup group = new TaskGroup()) {
            if (manifest.isPresent() && !node.staysInRepository()) {
                forkContents(group, manifest.get());
            }
            group.throwIfFailed();
            List<String> listed = forkReferrers(group);
            group.throwIfFailed();
            forkDigestTags(group, listed);
            group.join();
        }
    }

    private void forkContents(TaskGroup group, Manifest manifest) {
        for (Descriptor entry : manifest.manifests()) {
            if (run.wants(entry)) {
                group.fork(() -> copyEntry(entry));
            }
        }
        manifest.config().ifPresent(config -> group.fork(() -> run.copyBlob(node, config, "config")));
        for (Descriptor layer : manifest.layers()) {
            if (layer.urls().isEmpty() || options.includeExternal()) {
                group.fork(() -> run.copyBlob(node, layer, "layer"));
            }
        }
    }

    /** An entry of an index may be a blob; an unknown type is tried as a manifest first (IC-7). */
    private void copyEntry(Descriptor entry) throws IOException {
        if (MediaType.isKnownBlob(entry.mediaType())) {
            run.copyBlob(node, entry, "blob");
            return;
        }
        CopyNode child = node.childOf(node.source(), node.target(), entry);
        try {
            run.copyManifest(child);
        } catch (RegistryException e) {
            if (MediaType.isManifest(entry.mediaType()) || !isNoManifest(e)) {
                throw e;
            }
            run.copyBlob(node, entry, "blob");
        }
    }

    private static boolean isNoManifest(RegistryException e) {
        return e.is(ErrorKind.NOT_FOUND)
                || e.is(ErrorKind.UNSUPPORTED_MEDIA_TYPE)
                || e.is(ErrorKind.PARSING_FAILED)
                || e.is(ErrorKind.SIZE_LIMIT_EXCEEDED)
                || (e.is(ErrorKind.HTTP_STATUS) && !e.is(ErrorKind.HTTP_UNAUTHORIZED));
    }

    /** Starts the copies of all wanted referrers and returns the fallback tags that listed them (IC-11). */
    private List<String> forkReferrers(TaskGroup group) throws IOException {
        if (options.referrers().isEmpty()) {
            return List.of();
        }
        Ref from = options.referrerSource().orElse(node.source());
        Ref to = options.referrerTarget().orElse(node.target());
        ReferrerList list = listReferrers(from.withDigest(digest()));
        Map<Digest, Descriptor> wanted = new LinkedHashMap<>();
        for (ReferrerQuery filter : options.referrers()) {
            for (Descriptor referrer : filter.select(list.descriptors())) {
                wanted.put(referrer.digest().orElseThrow(), referrer);
            }
        }
        for (Descriptor referrer : wanted.values()) {
            CopyNode attached = node.childOf(from, to, referrer);
            group.fork(() -> run.copyAttached(attached, "referrer"));
        }
        return list.fallbackTags();
    }

    private ReferrerList listReferrers(Ref subject) throws IOException {
        boolean slow = options.referrers().stream().anyMatch(ReferrerQuery::slowSearch);
        ReferrerQuery all = new ReferrerQuery(Optional.empty(), Map.of(), Optional.empty(), false, slow);
        return run.io(() -> run.scheme(subject).listReferrers(subject, all));
    }

    /** Tags named after the digest, except the one whose entries are copied as referrers (IC-14). */
    private void forkDigestTags(TaskGroup group, List<String> listed) throws IOException {
        if (!options.digestTags()) {
            return;
        }
        for (Tag tag : run.tagsStartingWith(ReferrerTag.digestTagPrefix(digest()), node)) {
            if (!listed.contains(tag.name())) {
                CopyNode attached = node.taggedBy(tag);
                group.fork(() -> run.copyAttached(attached, "digest-tag"));
            }
        }
    }

    private void push(Manifest manifest) throws IOException {
        run.tellManifest(node, digest());
        ManifestPut how = node.child() ? ManifestPut.child() : ManifestPut.top();
        try {
            run.io(() -> {
                target.putManifest(node.target(), manifest, how);
                return node.target();
            });
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.HTTP_STATUS) || RegistryException.is(e, ErrorKind.NOT_FOUND)) {
                run.doubt(node.target(), manifest);
            }
            run.warn("Failed to push manifest", node, node.target().toString(), e);
            IOException plain = RegistryException.plain(e);
            boolean said = RegistryException.describe(plain).startsWith(PUT_FAILED);
            throw TaskGroup.isCancel(e) || said ? plain : RegistryException.withContext(PUT_FAILED, plain);
        }
    }
}
