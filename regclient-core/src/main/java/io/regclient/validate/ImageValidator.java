// SPDX-License-Identifier: Apache-2.0
package io.regclient.validate;

import io.regclient.copy.Surroundings;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at everything an image in a registry or a layout needs. Manifests are read and verified in any case; blobs are
 * asked for, or read to their end. Referrers and digest tags are nothing an image needs.
 */
public final class ImageValidator {
    private final Scheme scheme;
    private final boolean deep;
    private final Surroundings surroundings;
    private final KnownContent known;

    /**
     * A check of images in one storage.
     *
     * @param deep every blob is read and hashed
     */
    public ImageValidator(Scheme scheme, boolean deep, Surroundings surroundings) {
        this(scheme, deep, surroundings, new KnownContent());
    }

    /**
     * A check of images in one repository.
     *
     * @param known what earlier checks found there, of the same depth
     */
    public ImageValidator(Scheme scheme, boolean deep, Surroundings surroundings, KnownContent known) {
        this.scheme = scheme;
        this.deep = deep;
        this.surroundings = surroundings;
        this.known = known;
    }

    /**
     * Checks one image.
     *
     * @throws RegistryException when a host gives no answer, which says nothing about the image
     */
    public Validation check(Ref ref) throws IOException {
        Check check = new Check(ref);
        try (Crew crew = new Crew(surroundings)) {
            crew.add(() -> check.start(crew));
            crew.join();
        }
        return check.findings.result();
    }

    /** A failure of the content, seen once more before it is believed: it may have been damaged on its way. */
    @FunctionalInterface
    private interface Look {
        void run() throws IOException;
    }

    private static void twice(Look look) throws IOException {
        try {
            look.run();
        } catch (RegistryException e) {
            if (!e.is(ErrorKind.DIGEST_MISMATCH) && !e.is(ErrorKind.SHORT_READ)) {
                throw e;
            }
            look.run();
        }
    }

    /** The check of one image. */
    private final class Check {
        private final Ref ref;
        private final Ref repo;
        private final Findings findings;

        private Check(Ref ref) {
            this.ref = ref;
            this.repo = ref.withoutVersion();
            this.findings = new Findings(ref.commonName());
        }

        private void start(Crew crew) throws IOException {
            Part top = Part.top(ref.commonName());
            try {
                twice(() -> {
                    Manifest manifest = scheme.getManifest(ref);
                    Part found = Part.top(ref.commonName(), manifest.descriptor());
                    findings.isNew(found);
                    follow(found, manifest, crew);
                });
            } catch (RegistryException e) {
                findings.failed(top, e);
            }
        }

        private void follow(Part part, Manifest manifest, Crew crew) throws RegistryException {
            findings.manifest(manifest.raw().length);
            findings.hasSize(part, manifest.raw().length);
            for (Part child : findings.below(part, manifest)) {
                crew.add(() -> look(child, crew));
            }
        }

        private void look(Part part, Crew crew) throws IOException {
            if (part.blob()) {
                blob(part);
            } else {
                manifest(part, crew);
            }
        }

        private void manifest(Part part, Crew crew) throws IOException {
            Ref child = repo.withDigest(digest(part));
            boolean certain = MediaType.isManifest(part.content().mediaType());
            try {
                if (!certain && scheme.headManifest(child).isEmpty()) {
                    blob(part.asBlob()); // an entry of an unknown type may be either (IC-7)
                    return;
                }
                twice(() -> follow(part, scheme.getManifest(child), crew));
            } catch (RegistryException e) {
                findings.failed(part, e);
            }
        }

        private void blob(Part part) throws IOException {
            Optional<KnownContent.Outcome> earlier = known.of(part);
            KnownContent.Outcome outcome = earlier.isPresent() ? earlier.get() : lookAt(part);
            outcome.tell(findings, part);
            known.keep(part, outcome);
        }

        private KnownContent.Outcome lookAt(Part part) throws IOException {
            try {
                if (deep) {
                    AtomicLong size = new AtomicLong();
                    twice(() -> size.set(read(part)));
                    return KnownContent.Outcome.present(size.get());
                }
                // asked without its size: a wrong one is another answer than none
                Optional<Descriptor> found = scheme.headBlob(repo, Descriptor.ofDigest(digest(part)));
                return found.isPresent()
                        ? KnownContent.Outcome.present(found.get().size())
                        : KnownContent.Outcome.missing();
            } catch (RegistryException e) {
                return KnownContent.Outcome.failed(e);
            }
        }

        private long read(Part part) throws IOException {
            Descriptor plain = Descriptor.of("", digest(part), part.content().size());
            try (BlobReader content = scheme.getBlob(repo, plain)) {
                content.transferTo(OutputStream.nullOutputStream());
                return content.count();
            }
        }

        private static Digest digest(Part part) {
            return part.content().digest().orElseThrow();
        }
    }
}
