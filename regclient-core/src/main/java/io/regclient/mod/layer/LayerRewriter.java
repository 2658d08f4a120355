// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.layer;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.Compression;
import io.regclient.archive.TarHeader;
import io.regclient.archive.TarRewriter;
import io.regclient.archive.TemporaryFile;
import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.stream.LimitedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Takes one layer through the file steps and gives it another compression or digest (contract MO-4 to MO-6, MO-14).
 * What has been changed is always encoded anew in the type that the descriptor then names, what has not keeps its blob.
 */
public final class LayerRewriter {
    private final Descriptor layer;
    private final List<FileStep> steps;
    private final Optional<LayerType> type;
    private final Optional<LayerType> target;
    private final DigestAlgorithm algorithm;
    private final Path tempDirectory;

    private LayerRewriter(
            Descriptor layer,
            List<FileStep> steps,
            Optional<Compression> wanted,
            DigestAlgorithm algorithm,
            Path tempDirectory)
            throws RegistryException {
        this.layer = layer;
        this.type = LayerType.of(layer.mediaType());
        this.steps = type.isPresent() ? steps : List.of();
        this.target =
                type.isPresent() && wanted.isPresent() ? Optional.of(type.get().with(wanted.get())) : type;
        this.algorithm = algorithm;
        this.tempDirectory = tempDirectory;
    }

    /**
     * Rewrites a layer. Content that is no tar archive by its media type, and foreign layers, can only get another
     * digest.
     *
     * @param blob the content; read to its end, so that its digest gets verified, and closed
     * @param layer descriptor as it is now
     * @param image name of the image, for messages
     * @param wanted compression of the result; empty for that of the media type
     * @param algorithm algorithm of the digest and of the diff id
     * @param tempDirectory where files are put; all are deleted but the one of the result
     * @throws RegistryException of kind UNSUPPORTED for a compression that layers do not have, PARSING_FAILED for a
     *     damaged layer, SIZE_LIMIT_EXCEEDED for one that is too large, LOCAL_IO, and whatever steps and blob fail with
     */
    public static RewrittenLayer rewrite(
            InputStream blob,
            Descriptor layer,
            String image,
            List<FileStep> steps,
            Optional<Compression> wanted,
            DigestAlgorithm algorithm,
            Path tempDirectory)
            throws IOException {
        try (blob;
                TemporaryFiles files = new TemporaryFiles(tempDirectory)) {
            return new LayerRewriter(layer, steps, wanted, algorithm, tempDirectory).run(blob, files);
        } catch (IOException e) {
            String name = layer.digest().map(Digest::toString).orElse("without digest");
            throw RegistryException.withContext("rewrite layer " + name + " of " + image, e);
        }
    }

    private RewrittenLayer run(InputStream blob, TemporaryFiles files) throws IOException {
        if (algorithm == layer.digestAlgorithm() || !target.equals(type)) {
            return transform(blob, files);
        }
        // the blob itself is needed when the steps turn out to change nothing
        Written original = copy(blob, files);
        try (InputStream again = original.file().read()) {
            RewrittenLayer result = transform(again, files);
            return result.isChanged() ? result : result(original, result.diffId(), result.isEmptied(), files);
        }
    }

    private Written copy(InputStream blob, TemporaryFiles files) throws IOException {
        TemporaryFile file = files.create();
        MessageDigest hash = algorithm.hasher();
        try (OutputStream out = new DigestOutputStream(file.write(), hash)) {
            blob.transferTo(out);
        }
        return new Written(file, algorithm.finish(hash.digest()));
    }

    private RewrittenLayer transform(InputStream blob, TemporaryFiles files) throws IOException {
        boolean recompressed = !target.equals(type);
        if (steps.isEmpty() && !recompressed) {
            Outcome outcome = passEntries(blob, OutputStream.nullOutputStream());
            return new RewrittenLayer(layer, outcome.diffId(), false, Optional.empty());
        }
        TemporaryFile file = files.create();
        MessageDigest hash = algorithm.hasher();
        Outcome outcome;
        try (OutputStream raw = new DigestOutputStream(file.write(), hash);
                OutputStream encoder = target.orElseThrow().compression().compress(raw)) {
            outcome = passEntries(blob, encoder);
        }
        if (!outcome.isChanged() && !recompressed) {
            return new RewrittenLayer(layer, outcome.diffId(), outcome.isEmptied(), Optional.empty());
        }
        Written written = new Written(file, algorithm.finish(hash.digest()));
        return result(written, outcome.diffId(), outcome.isEmptied(), files);
    }

    private RewrittenLayer result(Written blob, Digest diffId, boolean isEmptied, TemporaryFiles files)
            throws IOException {
        Descriptor described = layer.withMediaType(
                        target.map(LayerType::mediaType).orElse(layer.mediaType()))
                .withDigest(blob.digest())
                .withSize(blob.file().size())
                .withData(Optional.empty());
        return new RewrittenLayer(described, diffId, isEmptied, Optional.of(files.release(blob.file())));
    }

    private Outcome passEntries(InputStream blob, OutputStream out) throws IOException {
        MessageDigest hash = algorithm.hasher();
        OutputStream hashing = new DigestOutputStream(out, hash);
        try (InputStream archive = isLayer() ? Compression.decompress(blob) : blob) {
            Optional<TarRewriter> tar = steps.isEmpty() ? Optional.empty() : Optional.of(edit(archive, hashing));
            if (tar.isEmpty()) {
                new LimitedInputStream(archive, ArchiveLimits.DEFAULT.maxBytes(), "content").transferTo(hashing);
            }
            // a decoder may stop before the end
            blob.transferTo(OutputStream.nullOutputStream());
            Digest diffId = algorithm.finish(hash.digest());
            return new Outcome(
                    diffId,
                    tar.isPresent() && tar.get().isChanged(),
                    tar.isPresent() && tar.get().isEmptied());
        }
    }

    private boolean isLayer() {
        return type.isPresent() || LayerType.isForeign(layer.mediaType());
    }

    private TarRewriter edit(InputStream archive, OutputStream out) throws IOException {
        TarRewriter tar = new TarRewriter(archive, out, ArchiveLimits.DEFAULT);
        for (Optional<TarHeader> next = tar.next(); next.isPresent(); next = tar.next()) {
            try (TemporaryFiles files = new TemporaryFiles(tempDirectory)) {
                Optional<LayerFile> file = Optional.of(new LayerFile(next.get(), new LayerFile.Stored(tar), files));
                for (FileStep step : steps) {
                    file = file.isPresent() ? step.edit(file.get()) : file;
                }
                if (file.isPresent()) {
                    file.get().writeTo(tar);
                }
            }
        }
        return tar;
    }

    /** A file and the digest of its content. */
    private record Written(TemporaryFile file, Digest digest) {}

    /** What came of the uncompressed content. */
    private record Outcome(Digest diffId, boolean isChanged, boolean isEmptied) {}
}
