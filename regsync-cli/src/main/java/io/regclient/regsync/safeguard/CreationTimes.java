// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.safeguard;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.model.Rfc3339;
import io.regclient.ref.Ref;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When images were created: the time in their config, else that in an annotation of the manifest. Of an index that of
 * its first image with a known platform. Remembered by digest, in the state too where there is one, because the answer
 * takes up to three requests that may count as pulls. Thread-safe.
 */
public final class CreationTimes {
    private static final Logger LOG = LoggerFactory.getLogger(CreationTimes.class);
    private static final String ANNOTATION = "org.opencontainers.image.created";
    private static final String UNKNOWN = "unknown";
    private static final int MAX_KEPT = 10_000;
    private static final int MAX_DEPTH = 32;

    /** What configs say that were made without a time: the zero of the Go language's clock. */
    private static final Instant UNSET = Instant.parse("0001-01-01T00:00:00Z");

    private final RegClient client;
    private final Optional<RunState> state;
    private final Ticker clock;
    private final LookUps<Digest, Optional<Instant>> known = new LookUps<>(MAX_KEPT);

    public CreationTimes(RegClient client, Optional<RunState> state) {
        this.client = client;
        this.state = state;
        this.clock = state.isPresent() ? state.get().clock() : Ticker.system();
    }

    /**
     * When an image was created; empty when it does not say.
     *
     * @param image with a digest
     * @param records false for a run that leaves the state as it is
     */
    public Optional<Instant> of(Ref image, boolean records) throws IOException {
        Digest digest = image.requireDigest();
        return known.get(digest, image, () -> remembered(digest, image, records));
    }

    private Optional<Instant> remembered(Digest digest, Ref image, boolean records) throws IOException {
        if (state.isEmpty()) {
            return read(image);
        }
        Optional<Instant> kept = state.get().store().created(digest);
        if (kept.isPresent()) {
            return kept;
        }
        Optional<Instant> created = read(image);
        if (records && created.isPresent()) {
            state.get().store().keepCreated(digest, created.get());
        }
        return created;
    }

    /** What makes no sense says nothing; what is missing or cannot be reached is a failure. */
    private Optional<Instant> read(Ref image) throws IOException {
        try {
            return of(image, image(image));
        } catch (RegistryException e) {
            return switch (e.kind()) {
                case PARSING_FAILED, UNSUPPORTED, UNSUPPORTED_MEDIA_TYPE, SIZE_LIMIT_EXCEEDED, MISSING_DIGEST -> {
                    LOG.atDebug()
                            .addKeyValue("source", image.commonName())
                            .addKeyValue("error", RegistryException.describe(e))
                            .log("Image does not say when it was created");
                    yield Optional.empty();
                }
                default -> throw e;
            };
        }
    }

    /** The manifest of the image, or of the first image of an index. */
    private Manifest image(Ref image) throws IOException {
        Manifest manifest = client.manifests().get(image, Optional.empty());
        for (int depth = 0; MediaType.isIndex(manifest.mediaType()); depth++) {
            Optional<Descriptor> first = first(manifest.manifests());
            if (first.isEmpty()) {
                return manifest;
            }
            if (depth == MAX_DEPTH) {
                throw RegistryException.of(
                        ErrorKind.SIZE_LIMIT_EXCEEDED,
                        "indexes are nested deeper than " + MAX_DEPTH + " levels at " + image.commonName());
            }
            manifest = client.manifests().get(image, first.get());
        }
        return manifest;
    }

    private static Optional<Descriptor> first(List<Descriptor> entries) {
        return entries.stream()
                .filter(CreationTimes::hasPlatform)
                .findFirst()
                .or(() -> entries.stream().findFirst());
    }

    /** Attestations lie beside the images of an index as if they were for a platform of their own. */
    private static boolean hasPlatform(Descriptor entry) {
        Optional<Platform> platform = entry.platform();
        return platform.isPresent()
                && !platform.get().os().equals(UNKNOWN)
                && !platform.get().architecture().equals(UNKNOWN);
    }

    private Optional<Instant> of(Ref image, Manifest manifest) throws IOException {
        Optional<Descriptor> config = manifest.config().filter(entry -> MediaType.isImageConfig(entry.mediaType()));
        if (config.isPresent()) {
            Optional<Instant> created = client.images()
                    .readConfig(image, config.get())
                    .created()
                    .map(OffsetDateTime::toInstant)
                    .filter(time -> !time.equals(UNSET));
            if (created.isPresent()) {
                return created;
            }
        }
        String annotation = manifest.annotations().getOrDefault(ANNOTATION, "");
        return annotation.isEmpty()
                ? Optional.empty()
                : Optional.of(Rfc3339.parse(annotation).toInstant());
    }

    /** The time as the run has it. */
    public Instant now() {
        return clock.now();
    }
}
