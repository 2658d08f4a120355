// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.Guard;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Copies images between any two places (contract section 15). One per process: it remembers which repositories hold a
 * blob, so that a registry is sent each blob once. Thread-safe; an interrupt of the calling thread cancels its copy.
 */
public final class ImageCopier implements AutoCloseable {
    /** Calls to registries and layouts one copy has under way at most. */
    public static final int DEFAULT_WIDTH = 16;

    private final SchemeSet schemes;
    private final int width;
    private final LongSupplier nanos;
    private final BlobPlaces places;
    private final BlobCopier blobCopier;
    private final Supplier<Surroundings> surroundings;
    private final IoThreads threads;
    private final boolean plans;

    public ImageCopier(SchemeSet schemes) {
        this(schemes, DEFAULT_WIDTH, System::nanoTime, () -> Surroundings.NONE, BlobPlaces.NONE);
    }

    /**
     * Creates a copier.
     *
     * @param width calls to registries and layouts one copy has under way at most
     * @param nanos a monotonic clock that paces progress reports
     * @param surroundings asked at the start of every copy, on the calling thread
     * @param places where blobs were seen by earlier processes
     */
    public ImageCopier(
            SchemeSet schemes, int width, LongSupplier nanos, Supplier<Surroundings> surroundings, BlobPlaces places) {
        this(schemes, width, nanos, surroundings, places, new IoThreads(), false);
    }

    private ImageCopier(
            SchemeSet schemes,
            int width,
            LongSupplier nanos,
            Supplier<Surroundings> surroundings,
            BlobPlaces places,
            IoThreads threads,
            boolean plans) {
        this.threads = threads;
        this.plans = plans;
        this.schemes = schemes;
        this.width = width;
        this.nanos = nanos;
        this.places = places;
        this.blobCopier = new BlobCopier(schemes, nanos, places);
        this.surroundings = surroundings;
    }

    /**
     * Copies an image; bytes and digests never change (IC-17). On failure what was copied stays, so that another run
     * continues from there (IC-20).
     *
     * @throws RegistryException the first real failure; siblings of the failed part are canceled
     */
    public CopyResult copy(Ref source, Ref target, CopyOptions options) throws IOException {
        return session(options).copy(source, target);
    }

    /** For copies that belong together: at no time they have more calls under way than one copy would have. */
    Session session(CopyOptions options) {
        ImageCopier copier = plans ? this : options.dryRun().map(this::planning).orElse(this);
        return new Session(copier.schemes, copier.blobCopier, threads.lane(width, surroundings.get()), options);
    }

    /**
     * A copier that only tells what it would write, and finds that again in its next copy. It need not be closed, and
     * works no longer than this one.
     */
    public ImageCopier planning(PlanListener plan) {
        PlannedContent planned = new PlannedContent();
        SchemeSet planning = schemes.through(scheme -> new PlanningScheme(scheme, planned, plan));
        return new ImageCopier(planning, width, nanos, surroundings, places.readOnly(), threads, true);
    }

    /** These storages, telling of blobs on their way; copies tell of theirs without that. */
    public SchemeSet watched(ProgressListener listener) {
        return schemes.through(scheme -> new WatchingScheme(scheme, listener, nanos));
    }

    /** The storages that copies are made between. */
    public SchemeSet schemes() {
        return schemes;
    }

    /** Copies that share their threads, and in a dry run what they would have written. */
    record Session(SchemeSet schemes, BlobCopier blobCopier, IoThreads.Lane lane, CopyOptions options) {
        CopyResult copy(Ref source, Ref target) throws IOException {
            CopyRun run = new CopyRun(schemes, blobCopier, lane, options);
            Ref referrers = options.referrerTarget().orElse(target);
            try (Guard _ = schemes.of(target).guard(target);
                    Guard _ = schemes.of(referrers).guard(referrers)) {
                return run.run(source, target);
            }
        }
    }

    /** Brings one blob to another repository: present, mounted or transferred (BL-19). */
    public void copyBlob(Ref source, Ref target, Descriptor blob, ProgressListener listener) throws IOException {
        BlobCopier.Job job =
                new BlobCopier.Job(source, target, blob, listener, BlobHook.NONE, new ToldFailures(), Optional.empty());
        blobCopier.copy(job, threads.lane(width, surroundings.get()));
    }

    /**
     * A blob where it is.
     *
     * @param repository repository that holds it
     * @param blob its digest, and its size or -1
     */
    public record Located(Ref repository, Descriptor blob) {}

    /** Brings blobs to a repository, several at the same time; the first failure ends the others. */
    public void copyBlobs(List<Located> blobs, Ref target, ProgressListener listener) throws IOException {
        IoThreads.Lane lane = threads.lane(width, surroundings.get());
        ToldFailures told = new ToldFailures();
        try (TaskGroup group = new TaskGroup()) {
            for (Located each : blobs) {
                BlobCopier.Job job = new BlobCopier.Job(
                        each.repository(), target, each.blob(), listener, BlobHook.NONE, told, Optional.empty());
                group.fork(() -> blobCopier.copy(job, lane));
            }
            group.join();
        }
    }

    /** For content that comes one piece after the other and is sent meanwhile; to be closed before this is. */
    public ParallelUploads uploads() {
        return new ParallelUploads(threads.lane(width, surroundings.get()));
    }

    @Override
    public void close() {
        threads.close();
    }
}
