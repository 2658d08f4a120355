// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.BlobMount;
import io.regclient.scheme.NewRepository;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.time.RecentlyUsed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings one blob to another repository: look at the target, mount, else stream (contract BL-19). Remembers where blobs
 * are, so that each crosses the wire once per target registry.
 */
final class BlobCopier {
    private static final Logger LOG = LoggerFactory.getLogger(BlobCopier.class);

    private static final int MAX_REPOSITORIES = 1_000;

    private final SchemeSet schemes;
    private final LongSupplier nanos;
    private final KnownBlobs known;
    private final RecentlyUsed<Ref, Boolean> asked = new RecentlyUsed<>(MAX_REPOSITORIES);
    private final KnownBlobs.Senders<Place> senders = new KnownBlobs.Senders<>();

    private record Place(Ref repository, Digest blob) {}

    BlobCopier(SchemeSet schemes, LongSupplier nanos, BlobPlaces places) {
        this.schemes = schemes;
        this.nanos = nanos;
        this.known = new KnownBlobs(places);
    }

    /** True for the one who is first to ask, in this process, whether the registry knows the repository. */
    boolean asksFirst(Ref repository) {
        synchronized (asked) {
            boolean first = asked.get(repository).isEmpty();
            asked.put(repository, true);
            return first;
        }
    }

    /** How a blob got to its target. */
    enum Outcome {
        SKIPPED,
        MOUNTED,
        COPIED
    }

    /**
     * A blob that is at its target.
     *
     * @param bytes its size, -1 when unknown
     */
    record Arrival(Outcome outcome, long bytes) {}

    /**
     * What is to be copied.
     *
     * @param source repository that holds the blob
     * @param target repository that gets it
     * @param blob its digest, and its size or -1
     * @param told failures that need no further line of the log
     * @param made the target's repository when it was not there before, so that nothing is looked for in it
     */
    record Job(
            Ref source,
            Ref target,
            Descriptor blob,
            ProgressListener listener,
            BlobHook hook,
            ToldFailures told,
            Optional<NewRepository> made) {
        Job {
            made = made.filter(repository -> repository.covers(target));
        }

        /** True when the run has brought the blob to a repository that it made. */
        boolean isBrought() throws RegistryException {
            return made.isPresent() && made.get().holds(digest());
        }

        /** For those who wait for a slot that it holds. */
        @Override
        public String toString() {
            return "copy of blob " + blob.digest().map(Digest::toString).orElse("") + " from " + source.commonName()
                    + " to " + target.commonName();
        }

        Arrival arrived(Outcome outcome) {
            return new Arrival(outcome, blob.size());
        }

        void report(ProgressEvent.State state, Descriptor content, long bytes) {
            listener.on(new ProgressEvent(ProgressEvent.Kind.BLOB, state, target, content, bytes));
        }

        Digest digest() throws RegistryException {
            return blob.digest()
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.MISSING_DIGEST, "blob without digest in " + source.commonName()));
        }
    }

    /** Copies a blob; calls of the schemes run in the lane. */
    Arrival copy(Job job, IoThreads.Lane lane) throws IOException {
        job.report(ProgressEvent.State.STARTED, job.blob(), 0);
        try {
            Arrival arrival = bring(job, lane);
            if (arrival.outcome() != Outcome.COPIED) {
                job.report(ProgressEvent.State.SKIPPED, job.blob(), 0);
            }
            return arrival;
        } catch (IOException e) {
            job.report(ProgressEvent.State.FAILED, job.blob(), 0);
            throw e;
        }
    }

    private Arrival bring(Job job, IoThreads.Lane lane) throws IOException {
        Digest digest = job.digest();
        if (job.source().sameRepository(job.target())) {
            return job.arrived(Outcome.SKIPPED);
        }
        Optional<KnownBlobs.Store> registry = known.storeOf(job.target());
        if (registry.isEmpty()) {
            return alone(
                    job,
                    () -> lane.call(() -> look(job)) == Sight.THERE
                            ? job.arrived(Outcome.SKIPPED)
                            : lane.call(() -> send(job, new BlobTransfer.OpenedUpload(), lane)));
        }
        KnownBlobs.Store store = registry.get();
        if (job.isBrought()) {
            return job.arrived(Outcome.SKIPPED);
        }
        if (job.made().isPresent() && !store.isExpectedIn(job.target(), digest)) {
            return bringOnce(job, store, false, lane);
        }
        boolean mountFirst = store.isMountable() && store.isRememberedElsewhere(job.target(), digest);
        Sight sight = mountFirst ? Sight.ABSENT : look(job, store, lane);
        if (sight == Sight.OTHER) {
            return replace(job, store, lane);
        }
        return sight == Sight.THERE ? job.arrived(Outcome.SKIPPED) : bringOnce(job, store, mountFirst, lane);
    }

    /** Looks at the target and takes note of what is there. */
    private Sight look(Job job, KnownBlobs.Store store, IoThreads.Lane lane) throws IOException {
        Digest digest = job.digest();
        boolean expected = store.isExpectedIn(job.target(), digest); // another copy may bring it while this one looks
        Sight sight = lane.call(() -> look(job));
        if (sight == Sight.THERE) {
            arrive(job, store);
        } else if (expected) {
            store.forget(job.target(), digest); // it was removed in the meantime
        }
        return sight;
    }

    /** What a look at the target tells. */
    private enum Sight {
        THERE,
        ABSENT,
        /** Something of another length: either it is damaged, or whoever wrote the descriptor was wrong. */
        OTHER
    }

    /** Content of another length is neither taken for the blob nor mounted: only the source tells what is right. */
    private Arrival replace(Job job, KnownBlobs.Store store, IoThreads.Lane lane) throws IOException {
        return alone(job, () -> {
            Arrival arrival = lane.call(() -> send(job, new BlobTransfer.OpenedUpload(), lane));
            arrive(job, store);
            return arrival;
        });
    }

    /** External URLs do not count: a blob that is elsewhere is not in the target (BL-19). */
    private Sight look(Job job) throws IOException {
        try {
            Optional<Descriptor> found = schemes.of(job.target())
                    .lookForBlob(job.target(), job.blob().withUrls(List.of()));
            return found.isPresent() ? Sight.THERE : Sight.ABSENT;
        } catch (RegistryException e) {
            if (e.is(ErrorKind.MISMATCH)) {
                return Sight.OTHER;
            }
            if (e.is(ErrorKind.HTTP_STATUS) || e.is(ErrorKind.UNSUPPORTED_API) || e.is(ErrorKind.NOT_FOUND)) {
                LOG.debug("blob {} counts as absent: {}", job.blob().digest(), e.getMessage());
                return Sight.ABSENT;
            }
            throw e;
        }
    }

    /** One sender per registry and blob: the others wait and then mount what has arrived. */
    private Arrival bringOnce(Job job, KnownBlobs.Store store, boolean mountFirst, IoThreads.Lane lane)
            throws IOException {
        Digest digest = job.digest();
        while (store.isMountable()) {
            Optional<CompletableFuture<Void>> other = store.senders().start(digest);
            if (other.isEmpty()) {
                try {
                    return mountOrSend(job, store, mountFirst, lane);
                } finally {
                    store.senders().stop(digest);
                }
            }
            await(other.get(), job);
        }
        return alone(job, () -> mountOrSend(job, store, mountFirst, lane));
    }

    /** One sender per repository and blob, where nothing is mounted: the others wait and then find what has arrived. */
    private Arrival alone(Job job, Surroundings.Call<Arrival> work) throws IOException {
        Place place = new Place(job.target().withoutVersion(), job.digest());
        Optional<CompletableFuture<Void>> other = senders.start(place);
        while (other.isPresent()) {
            await(other.get(), job);
            other = senders.start(place);
        }
        try {
            return work.run();
        } finally {
            senders.stop(place);
        }
    }

    private static void await(CompletableFuture<Void> sender, Job job) throws IOException {
        try {
            sender.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(
                    ErrorKind.CANCELED, "waiting for blob " + job.digest() + ": context canceled", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sender only ends", e);
        }
    }

    /**
     * Gets the blob there.
     *
     * @param unseen nobody has looked at the target so far
     */
    private Arrival mountOrSend(Job job, KnownBlobs.Store store, boolean unseen, IoThreads.Lane lane)
            throws IOException {
        Digest digest = job.digest();
        if (job.made().isPresent() ? job.isBrought() : store.holds(job.target(), digest)) {
            return job.arrived(Outcome.SKIPPED); // another copy has just put it there
        }
        BlobTransfer.OpenedUpload opened = new BlobTransfer.OpenedUpload();
        try {
            boolean mounted = mountFromAny(job, store, opened, lane);
            if (!mounted && unseen && look(job, store, lane) == Sight.THERE) {
                return job.arrived(Outcome.SKIPPED);
            }
            Arrival arrival = mounted ? job.arrived(Outcome.MOUNTED) : lane.call(() -> send(job, opened, lane));
            arrive(job, store);
            return arrival;
        } finally {
            giveUp(opened, lane);
        }
    }

    private static void arrive(Job job, KnownBlobs.Store store) throws RegistryException {
        store.add(job.target(), job.digest());
        if (job.made().isPresent()) {
            job.made().get().add(job.digest());
        }
    }

    private static void giveUp(BlobTransfer.OpenedUpload opened, IoThreads.Lane lane) {
        if (!opened.isOpen()) {
            return;
        }
        try {
            lane.call(() -> {
                opened.close();
                return opened;
            });
        } catch (IOException e) {
            return; // an interrupt: the registry drops old uploads by itself
        }
    }

    /**
     * The registry has refused a manifest of the blob: what is remembered about it may be why, since a registry can mount
     * what it has lost. It is forgotten, so that the next copy sends the blob.
     */
    void doubt(Ref target, Digest blob) {
        known.storeOf(target).ifPresent(store -> store.forgetAll(target, blob));
    }

    private boolean mountFromAny(Job job, KnownBlobs.Store store, BlobTransfer.OpenedUpload opened, IoThreads.Lane lane)
            throws IOException {
        Digest digest = job.digest();
        boolean sameRegistry = job.source().sharesStoreWith(job.target());
        if (sameRegistry && tryMount(job.source(), job, store, opened, lane)) {
            return true;
        }
        for (Ref holder : store.holdersOf(job.target(), digest)) {
            boolean tried = sameRegistry && holder.sameRepository(job.source());
            if (!tried && store.isMountable() && tryMount(holder, job, store, opened, lane)) {
                return true;
            }
        }
        return false;
    }

    private boolean tryMount(
            Ref holder, Job job, KnownBlobs.Store store, BlobTransfer.OpenedUpload opened, IoThreads.Lane lane)
            throws IOException {
        boolean mounted = lane.call(() -> mount(holder, job, opened));
        store.mounted(holder, job.digest(), mounted);
        return mounted;
    }

    private boolean mount(Ref holder, Job job, BlobTransfer.OpenedUpload opened) throws IOException {
        String why = "refused";
        try {
            BlobMount mount = schemes.of(job.target()).mountOrOpen(holder, job.target(), job.blob());
            if (mount.isDone()) {
                return true;
            }
            opened.replace(mount);
        } catch (RegistryException e) {
            if (e.is(ErrorKind.CANCELED)) {
                throw e;
            }
            why = e.getMessage();
        }
        // a mount from another repository is our own idea: its refusal is nothing to warn about
        LOG.atLevel(holder.sameRepository(job.source()) ? Level.WARN : Level.DEBUG)
                .addKeyValue("src", holder.commonName())
                .addKeyValue("tgt", job.target().commonName())
                .addKeyValue("digest", job.digest())
                .addKeyValue("err", why)
                .log("Failed to mount blob");
        return false;
    }

    private Arrival send(Job job, BlobTransfer.OpenedUpload opened, IoThreads.Lane lane) throws IOException {
        Scheme source = schemes.of(job.source());
        Scheme target = schemes.of(job.target());
        Optional<KnownBlobs.Store> registry = known.storeOf(job.target());
        boolean far = registry.isPresent() && known.storeOf(job.source()).isPresent();
        boolean early = far && registry.get().takesContent();
        BlobTransfer transfer =
                new BlobTransfer(job, source, target, opened, new BlobTransfer.Reading(lane, early, nanos));
        Descriptor stored = transfer.run();
        if (far && transfer.isTaken().isPresent()) {
            registry.get().sent(transfer.isTaken().get());
        }
        Digest digest = job.digest();
        boolean lasting = job.source().sharesStoreWith(job.target());
        known.storeOf(job.source()).ifPresent(store -> {
            if (lasting) {
                store.add(job.source(), digest);
            } else {
                store.note(job.source(), digest);
            }
        });
        return new Arrival(Outcome.COPIED, stored.size());
    }
}
