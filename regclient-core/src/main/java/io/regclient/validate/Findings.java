// SPDX-License-Identifier: Apache-2.0
package io.regclient.validate;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one check has found so far, and which content it knows already: each is looked at once. Thread-safe.
 */
public final class Findings {
    /** Deepest nesting of indexes that is followed. */
    static final int MAX_DEPTH = 32;

    /** Most manifests and blobs of one image: what an index leads to may have no end. */
    static final int MAX_PARTS = 200_000;

    /** Where a host does not answer, or not to this user, nothing is known of the image. */
    private static final List<ErrorKind> NO_ANSWER = List.of(
            ErrorKind.CANCELED,
            ErrorKind.HTTP_UNAUTHORIZED,
            ErrorKind.EMPTY_CHALLENGE,
            ErrorKind.INVALID_CHALLENGE,
            ErrorKind.NO_LOGIN,
            ErrorKind.HTTP_RATE_LIMIT,
            ErrorKind.TRANSPORT,
            ErrorKind.STALLED,
            ErrorKind.ALL_REQUESTS_FAILED,
            ErrorKind.BACKOFF_LIMIT,
            ErrorKind.RETRY_LIMIT_EXCEEDED);

    private static final List<ErrorKind> DAMAGE = List.of(
            ErrorKind.DIGEST_MISMATCH,
            ErrorKind.SHORT_READ,
            ErrorKind.SIZE_LIMIT_EXCEEDED,
            ErrorKind.MISMATCH,
            ErrorKind.MISSING_DIGEST,
            ErrorKind.PARSING_FAILED,
            ErrorKind.UNSUPPORTED_MEDIA_TYPE);

    private final String name;
    private final Map<Digest, Long> known = new HashMap<>();
    private final List<Flaw> flaws = new ArrayList<>();
    private long unlisted;
    private long manifests;
    private long blobs;
    private long bytes;

    public Findings(String name) {
        this.name = name;
    }

    /**
     * What a manifest leads to and nobody has looked at.
     *
     * @throws RegistryException of kind SIZE_LIMIT_EXCEEDED for an image without end
     */
    public synchronized List<Part> below(Part part, Manifest manifest) throws RegistryException {
        List<Part> found = new ArrayList<>();
        manifest.config().ifPresent(config -> found.add(part.blob("config", config)));
        for (Descriptor layer : manifest.layers()) {
            if (layer.urls().isEmpty()) { // it may live elsewhere, and no copy brings it along (IC-8)
                found.add(part.blob("layer", layer));
            }
        }
        for (Descriptor entry : manifest.manifests()) {
            found.add(MediaType.isKnownBlob(entry.mediaType()) ? part.blob("blob", entry) : part.manifest(entry));
        }
        found.removeIf(child -> !isNew(child));
        if (known.size() > MAX_PARTS || part.depth() >= MAX_DEPTH) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    name + " leads to more than " + MAX_PARTS + " manifests and blobs, or more than " + MAX_DEPTH
                            + " levels of them");
        }
        return found;
    }

    /** Content that is named with two sizes cannot be right in both places. */
    public synchronized boolean isNew(Part part) {
        Optional<Digest> digest = part.content().digest();
        if (digest.isEmpty()) {
            add(part, Flaw.Kind.DAMAGED, "its descriptor has no digest");
            return false;
        }
        Long size = known.putIfAbsent(digest.get(), part.content().size());
        if (size != null
                && size >= 0
                && part.content().size() >= 0
                && size != part.content().size()) {
            add(part, Flaw.Kind.DAMAGED, "named with " + part.content().size() + " bytes and with " + size);
        }
        return size == null;
    }

    public synchronized void manifest(long size) {
        manifests++;
        bytes += size;
    }

    /** Takes note of a blob that was looked at; false when it has not the size it should have. */
    public synchronized boolean blob(Part part, long size) {
        blobs++;
        bytes += Math.max(size, 0);
        return hasSize(part, size);
    }

    public synchronized boolean hasSize(Part part, long size) {
        long wanted = part.content().size();
        boolean right = wanted < 0 || size < 0 || wanted == size;
        if (!right) {
            add(part, Flaw.Kind.DAMAGED, "it has " + size + " bytes instead of " + wanted);
        }
        return right;
    }

    public synchronized void missing(Part part) {
        add(part, Flaw.Kind.MISSING, "it is not there");
    }

    /**
     * Takes note of what could not be read.
     *
     * @throws RegistryException the failure itself, when it says nothing about the content
     */
    public synchronized void failed(Part part, RegistryException failure) throws RegistryException {
        if (!isDamageAlone(failure) && NO_ANSWER.stream().anyMatch(failure::is)) {
            throw failure;
        }
        if (failure.is(ErrorKind.NOT_FOUND)) {
            missing(part);
        } else {
            boolean damaged = DAMAGE.stream().anyMatch(failure::is);
            add(part, damaged ? Flaw.Kind.DAMAGED : Flaw.Kind.UNREADABLE, failure.getMessage());
        }
    }

    /** Content that is cut off each time it is asked for is damaged: that no more tries are left is no other reason. */
    private static boolean isDamageAlone(RegistryException failure) {
        boolean named = DAMAGE.stream().anyMatch(failure.kind()::isA);
        boolean gaveUp = failure.kind() == ErrorKind.RETRY_LIMIT_EXCEEDED || failure.kind() == ErrorKind.BACKOFF_LIMIT;
        boolean last = !(failure.getCause() instanceof RegistryException inner) || isDamageAlone(inner);
        return (named || gaveUp) && last;
    }

    public synchronized void add(Part part, Flaw.Kind kind, String reason) {
        if (flaws.size() < Validation.MAX_FLAWS) {
            flaws.add(new Flaw(kind, part.path(), reason));
        } else {
            unlisted++;
        }
    }

    public synchronized Validation result() {
        List<Flaw> sorted = flaws.stream()
                .sorted(Comparator.comparing((Flaw flaw) -> String.join("\n", flaw.path()))
                        .thenComparing(Flaw::reason))
                .toList();
        return new Validation(name, manifests, blobs, bytes, sorted, unlisted);
    }
}
