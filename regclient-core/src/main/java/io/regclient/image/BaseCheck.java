// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells whether the base of an image is still the one it was built on (contract CB-1 to CB-7). */
public final class BaseCheck {
    private static final String BASE_NAME = "org.opencontainers.image.base.name";
    private static final String BASE_DIGEST = "org.opencontainers.image.base.digest";
    private static final String REFERENCE_TYPE = "vnd.docker.reference.type";
    private static final String UNKNOWN = "unknown";

    private final ManifestLookup manifests;
    private final ConfigReader configs;
    private final BaseCheckOptions options;

    public BaseCheck(SchemeSet schemes, BaseCheckOptions options) {
        this.manifests = new ManifestLookup(schemes);
        this.configs = new ConfigReader(schemes);
        this.options = options;
    }

    /** The base an image is compared with, and the digest it had. */
    private record Base(Ref ref, Optional<Digest> digest) {}

    /**
     * Returns when the base is unchanged.
     *
     * @throws RegistryException of kind MISMATCH when it has changed; any other kind when that cannot be told
     */
    public void check(Ref image) throws IOException {
        if (options.base().isPresent()) {
            Base base = new Base(options.base().get(), options.digest());
            if (base.digest().isPresent()) {
                compareDigest(base, base.digest().get()); // the image is not needed (CB-3)
            } else {
                check(image, manifests.get(image, Optional.empty()), base);
            }
            return;
        }
        Manifest manifest = manifests.get(image, Optional.empty());
        Base base = annotated(manifest)
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_ANNOTATION,
                        "image does not have a base annotation, base image must be provided: " + image.commonName()));
        check(image, manifest, base);
    }

    private Optional<Base> annotated(Manifest manifest) throws RegistryException {
        Map<String, String> annotations = manifest.annotations();
        if (!annotations.containsKey(BASE_NAME)) {
            return Optional.empty();
        }
        Optional<Digest> digest = annotations.containsKey(BASE_DIGEST)
                ? Optional.of(Digest.parse(annotations.get(BASE_DIGEST)))
                : options.digest();
        return Optional.of(new Base(Ref.parse(annotations.get(BASE_NAME)), digest));
    }

    private void check(Ref image, Manifest manifest, Base base) throws IOException {
        if (base.digest().isPresent()) {
            compareDigest(base, base.digest().get());
        } else if (!manifest.isIndex()) {
            compare(image, manifest, base.ref(), options.platform());
        } else if (options.platform().isPresent()) {
            compare(image, manifests.get(image, options.platform()), base.ref(), options.platform());
        } else {
            checkEntries(image, manifest, base);
        }
    }

    private void compareDigest(Base base, Digest expected) throws IOException {
        Optional<Digest> found =
                manifests.describe(base.ref(), Optional.empty()).descriptor().digest();
        if (!found.equals(Optional.of(expected))) {
            throw changed("digest of " + base.ref().commonName() + " is "
                    + found.map(Digest::toString).orElse("unknown") + ", expected " + expected);
        }
    }

    /** Every platform of an index; what runs nowhere, like an attestation, has no base (CB-4). */
    private void checkEntries(Ref image, Manifest index, Base base) throws IOException {
        boolean any = false;
        for (Descriptor entry : index.manifests()) {
            if (isPlatform(entry)) {
                any = true;
                Manifest child = manifests.get(image, entry);
                Base own = options.base().isPresent() ? base : annotated(child).orElse(base);
                if (own.digest().isPresent()) {
                    compareDigest(own, own.digest().get());
                } else {
                    compare(image, child, own.ref(), entry.platform());
                }
            }
        }
        if (!any) {
            throw RegistryException.of(ErrorKind.NOT_FOUND, "no platform found in index " + image.commonName());
        }
    }

    private static boolean isPlatform(Descriptor entry) {
        String os = entry.platform().map(Platform::os).orElse("");
        return !os.isEmpty() && !os.equals(UNKNOWN) && !entry.annotations().containsKey(REFERENCE_TYPE);
    }

    private void compare(Ref image, Manifest manifest, Ref baseRef, Optional<Platform> platform) throws IOException {
        Manifest base = manifests.get(baseRef, platform);
        if (base.isIndex()) {
            base = manifests.get(baseRef, Optional.of(config(image, manifest).platform()));
        }
        List<Descriptor> baseLayers = base.layers();
        List<Descriptor> layers = manifest.layers();
        if (baseLayers.isEmpty()) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "base image has no layers");
        }
        if (layers.size() < baseLayers.size()) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "image has fewer layers than base image");
        }
        for (int i = 0; i < baseLayers.size(); i++) {
            if (!layers.get(i).sameContent(baseLayers.get(i))) {
                throw changed(
                        "layer " + (i + 1) + " of " + image.commonName() + " is not that of " + baseRef.commonName());
            }
        }
        if (!options.skipConfig()) {
            compareHistory(image, config(image, manifest), baseRef, config(baseRef, base));
        }
    }

    private ImageConfig config(Ref ref, Manifest manifest) throws IOException {
        Descriptor config = manifest.config()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                        ref.commonName() + " of type " + manifest.mediaType() + " has no image config"));
        return configs.read(ref, config);
    }

    private static void compareHistory(Ref image, ImageConfig config, Ref baseRef, ImageConfig base)
            throws RegistryException {
        List<HistoryEntry> history = config.history();
        if (history.size() < base.history().size()) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "image has fewer history entries than base image");
        }
        for (int i = 0; i < base.history().size(); i++) {
            if (!sameStep(history.get(i), base.history().get(i))) {
                throw changed("history entry " + (i + 1) + " of " + image.commonName() + " is not that of "
                        + baseRef.commonName());
            }
        }
    }

    /** Times are equal when they are the same instant, or both absent (CB-6). */
    private static boolean sameStep(HistoryEntry a, HistoryEntry b) {
        return instant(a).equals(instant(b)) && a.withCreated(Optional.empty()).equals(b.withCreated(Optional.empty()));
    }

    private static Optional<Instant> instant(HistoryEntry step) {
        return step.created().map(OffsetDateTime::toInstant);
    }

    private static RegistryException changed(String how) {
        return RegistryException.of(ErrorKind.MISMATCH, "base image has changed: " + how);
    }
}
