// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.Access;
import io.regclient.scheme.BlobMount;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Throttle;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The bytes of one blob on their way from source to target; runs on one platform thread (contract BL-19, CO-3). */
final class BlobTransfer {
    private static final Logger LOG = LoggerFactory.getLogger(BlobTransfer.class);

    /** What a registry answers to content that is not what its digest says, or that leaves its session with a rest. */
    private static final Set<Integer> REFUSED_CONTENT = Set.of(400, 416);

    /** Largest content that is asked for before the target wants it: it costs little when that does not come. */
    private static final long EARLY = 4 << 20;

    private final BlobCopier.Job job;
    private final Scheme source;
    private final Scheme target;
    private final OpenedUpload opened;
    private final Reading reading;
    private boolean unreadable;
    private boolean asked;

    /**
     * How the source is read.
     *
     * @param lane for reading beside the call that writes
     * @param early whether the target is known to take what it is offered, so that it can be asked for at once
     * @param nanos a monotonic clock that paces progress reports
     */
    record Reading(IoThreads.Lane lane, boolean early, LongSupplier nanos) {}

    BlobTransfer(BlobCopier.Job job, Scheme source, Scheme target, OpenedUpload opened, Reading reading) {
        this.job = job;
        this.source = source;
        this.target = target;
        this.opened = opened;
        this.reading = reading;
    }

    /** Takes the slots of both sides at once, so that crossing copies cannot block each other. */
    Descriptor run() throws IOException {
        List<Throttle> slots = new ArrayList<>(source.throttles(job.source(), Access.READ));
        slots.addAll(target.throttles(job.target(), Access.WRITE));
        Work work = new Work(Work.Kind.BLOB, Math.max(job.blob().size(), 0));
        try (Permit permit = Throttle.acquireAll(slots, work, job)) {
            Descriptor stored = permit.within(() -> sendTwiceAtMost(permit));
            job.report(ProgressEvent.State.FINISHED, stored, stored.size());
            return stored;
        } catch (IOException e) {
            if (!unreadable) {
                log(job.told().level(e), "Failed to push blob", e);
            }
            throw e;
        }
    }

    /**
     * A byte that was changed, lost or added on its way, from the source or to the target, does not end the copy: the
     * failed upload has left nothing behind, and the content is read and sent once more from its beginning (VD-1).
     */
    private Descriptor sendTwiceAtMost(Permit permit) throws IOException {
        try {
            return send(permit);
        } catch (RegistryException e) {
            if (!isDamaged(e) && !isRefusedContent(e)) {
                throw e.plain();
            }
            log(Level.WARN, whyAgain(e) + ", it is sent again", e);
        }
        unreadable = false;
        try {
            return send(permit);
        } catch (RegistryException e) {
            throw isDamaged(e)
                    ? e.withoutContexts()
                            .withContext("content from " + job.source().commonName())
                    : e.plain();
        }
    }

    /** Damaged are only bytes that are not those of the digest: a registry has other reasons to refuse an upload. */
    private static String whyAgain(RegistryException e) {
        if (e.is(ErrorKind.DIGEST_MISMATCH)) {
            return "Blob was damaged on its way";
        }
        return isDamaged(e) ? "Blob did not arrive whole" : "Target refused the blob";
    }

    private static boolean isDamaged(RegistryException e) {
        return !TaskGroup.isCancel(e)
                && (e.is(ErrorKind.DIGEST_MISMATCH)
                        || e.is(ErrorKind.SHORT_READ)
                        || e.is(ErrorKind.SIZE_LIMIT_EXCEEDED));
    }

    /** Only the target can refuse content; a source that answers like that is not asked again. */
    private boolean isRefusedContent(RegistryException e) {
        return !unreadable
                && e.httpStatus().isPresent()
                && REFUSED_CONTENT.contains(e.httpStatus().getAsInt());
    }

    private Descriptor send(Permit permit) throws IOException {
        return job.blob().size() < 0 ? sendOfUnknownSize() : send(job.blob(), permit);
    }

    private Descriptor send(Descriptor blob, Permit permit) throws IOException {
        job.report(ProgressEvent.State.STARTED, blob, 0);
        Optional<byte[]> embedded = blob.embeddedContent();
        if (embedded.isPresent()) {
            return opened.put(target, job.target(), blob, BlobSource.ofBytes(embedded.get()));
        }
        return reading.early() && !opened.isOpen() && blob.size() > 0 && blob.size() <= EARLY
                ? sendEarly(blob, permit)
                : opened.put(target, job.target(), blob, source(blob, Optional::empty));
    }

    /** The slots are for one request to each side at a time, which the two of them are. */
    private Descriptor sendEarly(Descriptor blob, Permit permit) throws IOException {
        try (EarlyRead early = new EarlyRead(reading.lane(), () -> permit.within(() -> open(blob)))) {
            return opened.put(target, job.target(), blob, source(blob, early::take));
        }
    }

    /** The source is only opened when the target asks for content: an upload may turn out to be unnecessary. */
    private BlobSource source(Descriptor blob, Surroundings.Call<Optional<BlobReader>> early) {
        return BlobSource.reopening(() -> {
            asked = true;
            Optional<BlobReader> content = early.run();
            return watched(blob, content.isPresent() ? content.get() : open(blob));
        });
    }

    /** Whether the target took the content, which nobody knows of one that is empty, or in the manifest. */
    Optional<Boolean> isTaken() {
        return asked || (job.blob().size() > 0 && job.blob().embeddedContent().isEmpty())
                ? Optional.of(asked)
                : Optional.empty();
    }

    /** Schema 1 manifests do not tell sizes; the answer of the source does. */
    private Descriptor sendOfUnknownSize() throws IOException {
        try (BlobReader first = open(job.blob())) {
            Descriptor blob = job.blob().withSize(first.size().orElse(-1));
            job.report(ProgressEvent.State.STARTED, blob, 0);
            AtomicReference<Optional<BlobReader>> readers = new AtomicReference<>(Optional.of(first));
            return opened.put(target, job.target(), blob, BlobSource.reopening(() -> {
                Optional<BlobReader> ready = readers.getAndSet(Optional.empty());
                return watched(blob, ready.isPresent() ? ready.get() : open(blob));
            }));
        }
    }

    private BlobReader open(Descriptor blob) throws IOException {
        try {
            return source.getBlob(job.source(), blob);
        } catch (IOException e) {
            unreadable = true;
            log(job.told().level(e), "Failed to retrieve blob", e);
            throw e;
        }
    }

    private InputStream watched(Descriptor blob, BlobReader content) throws IOException {
        try {
            // the target verifies what it stores: hashing here too would be half of the work of a copy
            InputStream hooked = job.hook().wrap(blob, content.unhashed());
            return new ProgressStream(
                    hooked, reading.nanos(), bytes -> job.report(ProgressEvent.State.ACTIVE, blob, bytes));
        } catch (IOException | RuntimeException e) {
            content.close();
            throw e;
        }
    }

    private void log(Level level, String what, IOException e) {
        LOG.atLevel(level)
                .addKeyValue("src", job.source().commonName())
                .addKeyValue("tgt", job.target().commonName())
                .addKeyValue("digest", job.blob().digest().map(Object::toString).orElse(""))
                .addKeyValue("err", RegistryException.describe(RegistryException.plain(e)))
                .log(what);
    }

    /**
     * The upload that a registry opened when it refused a mount: the blob goes into it, so that the refusal costs nothing.
     * Closing gives up what was not used. For one thread at a time.
     */
    static final class OpenedUpload implements AutoCloseable {
        private Optional<BlobMount> opened = Optional.empty();

        boolean isOpen() {
            return opened.isPresent();
        }

        /** Keeps a refused mount instead of an earlier one, which is given up. */
        void replace(BlobMount refused) {
            close();
            opened = Optional.of(refused);
        }

        /** Stores the blob; a second time begins an upload of its own. */
        Descriptor put(Scheme target, Ref repository, Descriptor blob, BlobSource body) throws IOException {
            Optional<BlobMount> first = opened;
            opened = Optional.empty();
            return first.isPresent() ? first.get().put(blob, body) : target.putBlob(repository, blob, body);
        }

        @Override
        public void close() {
            opened.ifPresent(BlobMount::cancel);
            opened = Optional.empty();
        }
    }

    /**
     * The content of a blob, asked for while the target still prepares for it, so that one does not wait for the other.
     * Closing gives up what nobody took.
     */
    private static final class EarlyRead implements AutoCloseable {
        private final IoThreads.Begun<BlobReader> begun;
        private Optional<BlobReader> ready = Optional.empty();
        private boolean closed;
        private boolean taken;

        /** Begins to read on a thread of its own. */
        EarlyRead(IoThreads.Lane lane, Surroundings.Call<BlobReader> open) {
            this.begun = lane.begin(() -> {
                BlobReader content = open.run();
                if (!keep(content)) {
                    content.close();
                }
                return content;
            });
        }

        private synchronized boolean keep(BlobReader content) {
            if (!closed) {
                ready = Optional.of(content);
            }
            return !closed;
        }

        /** The content, or why there is none, for whoever asks first; empty after that. */
        Optional<BlobReader> take() throws IOException {
            if (taken) {
                return Optional.empty();
            }
            taken = true;
            begun.await();
            synchronized (this) {
                Optional<BlobReader> content = ready;
                ready = Optional.empty();
                return content;
            }
        }

        @Override
        public void close() throws IOException {
            Optional<BlobReader> left;
            synchronized (this) {
                closed = true;
                left = ready;
                ready = Optional.empty();
            }
            if (left.isPresent()) {
                left.get().close();
            } else {
                begun.cancel();
            }
        }
    }
}
