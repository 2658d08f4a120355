// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.archive.Compression;
import io.regclient.archive.TemporaryFile;
import io.regclient.copy.ParallelUploads;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.mod.tree.DataLimit;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobSource;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings new content to the target repository, several layers at the same time; what has been sent is checked against the
 * answer (MO-4). Nothing may name the content before {@link #join} has returned.
 */
final class LayerUpload implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Scheme scheme;
    private final Ref target;
    private final Path temporary;
    private final ParallelUploads uploads;

    /** Files of layers on their way; those of finished uploads are closed. */
    private final Queue<TemporaryFile> sent = new ConcurrentLinkedQueue<>();

    /** Layers to add by their digests. */
    private final Map<Digest, Added> added = new HashMap<>();

    /**
     * Uploads for one run.
     *
     * @param scheme the storage of the target, which tells of what it is sent
     * @param target repository that gets the content
     * @param temporary directory for files on their way
     * @param uploads where layers are sent, closed with this
     */
    LayerUpload(Scheme scheme, Ref target, Path temporary, ParallelUploads uploads) {
        this.scheme = scheme;
        this.target = target.withoutVersion();
        this.temporary = temporary;
        this.uploads = uploads;
    }

    /** Writes a tar archive. */
    @FunctionalInterface
    interface Archive {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * A layer to add, kept until this is closed.
     *
     * @param isPushed it is at the target, or on its way
     */
    private record Added(Descriptor blob, TemporaryFile file, AtomicBoolean isPushed) {}

    /**
     * A layer for the target repository.
     *
     * @param blob digest and size, with its bytes where they will be embedded
     * @param diffId digest of the archive
     */
    record Uploaded(Descriptor blob, Digest diffId) {}

    Ref target() {
        return target;
    }

    Path temporary() {
        return temporary;
    }

    /**
     * Compresses an archive, which is produced once. The result is kept until this is closed, for the steps that come
     * after, and for {@link #push}.
     *
     * @param limit says whether the content will be embedded, and is kept for that
     */
    Uploaded compressed(Archive archive, Compression compression, DataLimit limit) throws IOException {
        DigestAlgorithm algorithm = DigestAlgorithm.SHA256;
        MessageDigest plain = algorithm.hasher();
        MessageDigest packed = algorithm.hasher();
        TemporaryFile file = TemporaryFile.create(temporary);
        boolean kept = false;
        try {
            OutputStream hashed = new DigestOutputStream(file.write(), packed);
            try (OutputStream encoder = compression.compress(new BufferedOutputStream(hashed, BUFFER_BYTES));
                    OutputStream out = new DigestOutputStream(encoder, plain)) {
                archive.writeTo(out);
            } catch (IOException e) {
                throw RegistryException.ofFile("failed to read the layer to add", FileFailure.located(e), e);
            }
            Digest digest = algorithm.finish(packed.digest());
            Descriptor blob = Descriptor.of(MediaType.OCTET_STREAM, digest, file.size());
            kept = added.putIfAbsent(digest, new Added(blob, file, new AtomicBoolean())) == null;
            Descriptor known = limit.embeds(blob, blob.size()) ? withData(blob, file) : blob;
            return new Uploaded(known, algorithm.finish(plain.digest()));
        } finally {
            if (!kept) {
                file.close();
            }
        }
    }

    /** The content of a layer that was added in this run. */
    Optional<BlobSource> added(Descriptor layer) {
        return layer.digest().map(added::get).map(each -> each.file().source());
    }

    /** Starts to push a layer when it was added in this run and is to stay as it is. */
    void push(Descriptor layer) throws IOException {
        Optional<Added> found = layer.digest().map(added::get);
        if (found.isPresent() && !found.get().isPushed().getAndSet(true)) {
            Descriptor blob = found.get().blob();
            BlobSource body = found.get().file().source();
            scheme.expect(target, List.of(blob));
            uploads.start(() -> put(blob, body));
        }
    }

    /**
     * Starts to push content whose digest and size are known.
     *
     * @param file the content, which is closed when it has been sent
     * @param kept puts the bytes into the descriptor, so that they are not fetched again
     */
    Descriptor send(Descriptor blob, TemporaryFile file, boolean kept) throws IOException {
        sent.add(file);
        Descriptor known = kept ? withData(blob, file) : blob;
        scheme.expect(target, List.of(blob));
        uploads.start(() -> {
            put(blob, file.source());
            file.close();
            sent.remove(file);
        });
        return known;
    }

    private static Descriptor withData(Descriptor blob, TemporaryFile file) throws IOException {
        try (InputStream in = file.read()) {
            return blob.withData(Optional.of(in.readAllBytes()));
        }
    }

    /** Waits until everything is there. */
    void join() throws IOException {
        uploads.join();
    }

    /** Ends what is under way. */
    @Override
    public void close() throws IOException {
        uploads.close();
        for (TemporaryFile file : sent) {
            file.close();
        }
        for (Added each : added.values()) {
            each.file().close();
        }
    }

    private void put(Descriptor blob, BlobSource body) throws IOException {
        Descriptor stored = scheme.putBlob(target, blob, body);
        if (!stored.digest().equals(blob.digest()) || stored.size() != blob.size()) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH,
                    "pushed blob " + name(blob) + " of " + blob.size() + " bytes to " + target.commonName()
                            + ", which stored " + name(stored) + " of " + stored.size() + " bytes");
        }
    }

    private static String name(Descriptor blob) {
        return blob.digest().map(Digest::toString).orElse("");
    }
}
