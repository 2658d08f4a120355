// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.gate.ListedType;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads what is stored as signatures of one image, with limits; digests are verified.
 *
 * @param client reads
 * @param source repository of the image
 * @param referrers repository that is asked for what refers to it
 * @param image the image
 */
record SignatureStore(RegClient client, Ref source, Ref referrers, Digest image) {
    /** Bytes of a signed text; cosign makes some hundred. */
    static final int MAX_PAYLOAD = 64 << 10;

    /** Bytes of a bundle, which has certificates and entries of logs beside the signature. */
    static final int MAX_BUNDLE = 512 << 10;

    /** The type of a manifest that holds signatures and refers to the image. */
    static final String SIGNATURES = "application/vnd.dev.cosign.artifact.sig.v1+json";

    /** The longest tag (OCI distribution specification, "Pulling manifests"). */
    private static final int MAX_TAG = 128;

    private static final String PREDICATE = "dev.sigstore.bundle.predicateType";

    /** The name of the tag that holds signatures of the image. */
    String tag() {
        return image.algorithm().id() + "-" + image.hex() + ".sig";
    }

    /** The manifest of that tag; empty when there is none. */
    Optional<Manifest> tagged() throws IOException {
        if (tag().length() > MAX_TAG) {
            return Optional.empty();
        }
        try {
            return Optional.of(client.manifests().get(source.withTag(Tag.parse(tag(), source)), Optional.empty()));
        } catch (RegistryException e) {
            if (e.is(ErrorKind.NOT_FOUND)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * What refers to the image and may be a signature, first what the list says is one. Some programs list their
     * manifests by the type of the config, whatever type of artifact the manifest has: only a look at it tells then.
     */
    List<Descriptor> candidates() throws IOException {
        List<Descriptor> listed = list();
        List<Descriptor> found = new ArrayList<>();
        for (Descriptor entry : listed) {
            if (maySign(entry.artifactType(), entry.annotations())) {
                found.add(entry);
            }
        }
        listed.stream().filter(ListedType::isOpen).forEach(found::add);
        return found;
    }

    private List<Descriptor> list() throws IOException {
        try {
            return client.referrers()
                    .list(source.withDigest(image), Optional.empty(), referrers, ReferrerQuery.ALL)
                    .descriptors();
        } catch (RegistryException e) {
            if (e.is(ErrorKind.NOT_FOUND)) {
                return List.of();
            }
            throw e;
        }
    }

    private static boolean maySign(String artifactType, Map<String, String> annotations) {
        return switch (artifactType) {
            case SIGNATURES -> true;
            case SignatureBundle.MEDIA_TYPE -> {
                String predicate = annotations.getOrDefault(PREDICATE, "");
                yield predicate.isEmpty() || predicate.equals(SignedClaim.SIGNING);
            }
            default -> false;
        };
    }

    /** A manifest that refers to the image; empty for one that says itself that it is no signature. */
    Optional<Manifest> referrer(Descriptor entry) throws IOException {
        Manifest manifest = client.manifests().get(referrers, entry);
        String own = manifest.artifactType();
        return own.isEmpty() || maySign(own, manifest.annotations()) ? Optional.of(manifest) : Optional.empty();
    }

    /** The whole content of a blob; from the registry, wherever the descriptor says that it may be had too. */
    byte[] read(Ref place, Descriptor blob, int limit) throws IOException {
        if (blob.size() > limit) {
            throw tooLong(blob.size(), limit);
        }
        Optional<byte[]> embedded = blob.embeddedContent();
        if (embedded.isPresent()) {
            return embedded.get();
        }
        if (blob.digest().isEmpty()) {
            throw RegistryException.of(ErrorKind.MISSING_DIGEST, "the layer of a signature has no digest");
        }
        try (BlobReader in = client.blobs().get(place, blob.withUrls(List.of()))) {
            byte[] content = in.readNBytes(limit + 1);
            if (content.length > limit) {
                throw tooLong(content.length, limit);
            }
            return content;
        }
    }

    static RegistryException tooLong(long size, int limit) {
        return RegistryException.of(
                ErrorKind.SIZE_LIMIT_EXCEEDED,
                "the payload of a signature has " + size + " bytes, more than the limit of " + limit);
    }
}
