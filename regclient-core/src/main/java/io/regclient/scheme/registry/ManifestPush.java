// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.RegistryRef;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Storing manifests (contract MF-13 to MF-16). Failures carry no context yet. */
final class ManifestPush {
    private final Wire wire;
    private final ManifestApi manifests;

    ManifestPush(Wire wire, ManifestApi manifests) {
        this.wire = wire;
        this.manifests = manifests;
    }

    /** Stores a manifest under the digest or else the tag of the reference. */
    Stored put(RegistryRef ref, Manifest manifest) throws IOException {
        return put(ref, manifest, Optional.empty());
    }

    /**
     * Stores a manifest.
     *
     * @param replacing entity tag the tag must still have; a registry that knows conditions answers 412 otherwise
     */
    Stored put(RegistryRef ref, Manifest manifest, Optional<String> replacing) throws IOException {
        if (ref.tagOrDigest().isEmpty()) {
            throw RegistryException.of(ErrorKind.MISSING_TAG, "tag missing from image reference " + ref);
        }
        if (manifest.raw().length > Manifest.MAX_PUSH_BYTES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "manifest too large, calculated content-length " + manifest.raw().length + ", limit "
                            + Manifest.MAX_PUSH_BYTES);
        }
        Manifest sent = underDigestOf(ref, manifest);
        Stored stored;
        if (ref.digest().isPresent()) {
            stored = send(sent, path(ref, sent.digest().toString(), sent));
        } else {
            String tag = ref.tag().orElseThrow();
            HttpCall.Builder call = path(ref, tag, sent);
            replacing.ifPresent(etag -> call.header("If-Match", etag));
            stored = sent.digest().algorithm() == DigestAlgorithm.SHA256 ? send(sent, call) : putOther(ref, tag, sent);
        }
        manifests.remember(ref, sent);
        return stored;
    }

    /** The manifest with its digest in the algorithm of the reference's digest, which it must have (MF-14). */
    private static Manifest underDigestOf(RegistryRef ref, Manifest manifest) throws RegistryException {
        if (ref.digest().isEmpty()) {
            return manifest;
        }
        Digest wanted = ref.requireDigest();
        return wanted.equals(manifest.digest())
                ? manifest
                : Manifest.parse(manifest.mediaType(), Optional.of(wanted), manifest.raw());
    }

    /**
     * Tags a manifest whose digest is not sha256: by digest with the tag as a parameter, and when the registry does not
     * confirm the tag, by tag with the digest as a parameter (MF-15).
     */
    private Stored putOther(RegistryRef ref, String tag, Manifest manifest) throws IOException {
        String digest = manifest.digest().toString();
        Stored byDigest = send(manifest, path(ref, digest, manifest).query("tag", tag));
        if (byDigest.tags.contains(tag)) {
            return byDigest;
        }
        Stored byTag = send(manifest, path(ref, tag, manifest).query("digest", digest));
        if (!byTag.digestConfirmed) {
            // a registry that ignores the parameter has just tagged the sha256 digest of the content
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED,
                    "the registry did not confirm digest " + digest + " for tag " + tag + ", it may not support "
                            + manifest.digest().algorithm().id());
        }
        return new Stored(byDigest.subjectListed || byTag.subjectListed, true, byTag.tags);
    }

    private static HttpCall.Builder path(RegistryRef ref, String version, Manifest manifest) {
        return Wire.call("PUT", ref, "manifests/" + version)
                .header("Content-Type", manifest.mediaType())
                .body(BlobSource.ofBytes(manifest.raw()), manifest.raw().length)
                .skipMirrors()
                .work(Work.Kind.MANIFEST, manifest.raw().length);
    }

    private Stored send(Manifest manifest, HttpCall.Builder call) throws IOException {
        try (HttpReply reply = wire.send(call.build(), Wire.CREATED)) {
            String digest = manifest.digest().toString();
            String confirmed = reply.header("Docker-Content-Digest").orElse("").trim();
            if (!confirmed.isEmpty() && !confirmed.equals(digest)) {
                throw RegistryException.of(
                        ErrorKind.DIGEST_MISMATCH,
                        "the registry stored another manifest, digest expected " + digest + ", received " + confirmed);
            }
            Optional<String> subject =
                    manifest.subject().flatMap(Descriptor::digest).map(Digest::toString);
            return new Stored(
                    subject.isPresent()
                            && reply.header("OCI-Subject").map(String::trim).equals(subject),
                    !confirmed.isEmpty(),
                    reply.headerLines("OCI-Tag").stream()
                            .flatMap(line -> Arrays.stream(line.split(",")))
                            .map(String::trim)
                            .toList());
        }
    }

    /**
     * What the registry said about a stored manifest.
     *
     * @param subjectListed it keeps the referrers list of the subject itself (MF-16)
     * @param digestConfirmed it named the digest
     * @param tags tags it confirmed (MF-15)
     */
    record Stored(boolean subjectListed, boolean digestConfirmed, List<String> tags) {}
}
