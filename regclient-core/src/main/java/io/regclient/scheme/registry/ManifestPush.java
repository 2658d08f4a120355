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
import io.regclient.scheme.registry.wire.DigestHeader;
import io.regclient.scheme.registry.wire.HeaderErrors;
import io.regclient.scheme.registry.wire.Wire;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/** Storing manifests (contract MF-13 to MF-16). Failures carry no context yet. */
final class ManifestPush {
    private static final int BAD_REQUEST = 400;
    private static final Pattern COMMA = Pattern.compile(",");

    private final Wire wire;
    private final ManifestApi manifests;

    ManifestPush(Wire wire, ManifestApi manifests) {
        this.wire = wire;
        this.manifests = manifests;
    }

    /**
     * Stores a manifest under the digest or else the tag of the reference. A registry that got damaged bytes refuses
     * them as malformed or as those of another digest, so what it refuses by status 400 is sent once more.
     */
    Stored putTwiceAtMost(RegistryRef ref, Manifest manifest) throws IOException {
        try {
            return put(ref, manifest);
        } catch (RegistryException e) {
            // another algorithm than sha256 under a tag is refused for what it is (MF-15)
            boolean sure = ref.digest().isPresent() || manifest.digest().algorithm() == DigestAlgorithm.SHA256;
            if (e.httpStatus().orElse(0) != BAD_REQUEST || !sure) {
                throw e;
            }
            LoggerFactory.getLogger(ManifestPush.class)
                    .atWarn()
                    .addKeyValue("target", ref.commonName())
                    .addKeyValue("err", RegistryException.describe(e))
                    .log("Manifest was refused, it is pushed again");
            return put(ref, manifest);
        }
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
            stored = confirmed(sent, send(sent, path(ref, sent.digest().toString(), sent)), Optional.empty());
        } else {
            String tag = ref.tag().orElseThrow();
            stored = sent.digest().algorithm() == DigestAlgorithm.SHA256
                    ? putByTag(ref, tag, sent, replacing)
                    : putOther(ref, tag, sent);
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
     * Tags a manifest. When the registry answers with another digest, bytes were changed on their way and the tag
     * points at the damaged manifest: the same bytes are sent once more, which repairs the tag at once (MF-13). That
     * request has no condition, because the damaged manifest has changed the entity tag.
     */
    private Stored putByTag(RegistryRef ref, String tag, Manifest manifest, Optional<String> replacing)
            throws IOException {
        HttpCall.Builder call = path(ref, tag, manifest);
        replacing.ifPresent(etag -> call.header("If-Match", etag));
        Stored first = send(manifest, call);
        if (!first.contradicts(manifest)) {
            return first;
        }
        Stored second;
        try {
            second = send(manifest, path(ref, tag, manifest));
        } catch (IOException e) {
            RegistryException damage = otherManifest(manifest, first, Optional.of(tag));
            e.addSuppressed(damage);
            throw RegistryException.withContext(damage.getMessage() + "; sending it again failed", e);
        }
        return confirmed(manifest, second, Optional.of(tag));
    }

    /** The answer, unless it names another digest. */
    private static Stored confirmed(Manifest manifest, Stored stored, Optional<String> tag) throws RegistryException {
        if (stored.contradicts(manifest)) {
            throw otherManifest(manifest, stored, tag);
        }
        return stored;
    }

    private static RegistryException otherManifest(Manifest manifest, Stored stored, Optional<String> tag) {
        String consequence = tag.map(
                        name -> ", tag " + name + " now points at that content, pushing the manifest again repairs it")
                .orElse("");
        return RegistryException.of(
                ErrorKind.DIGEST_MISMATCH,
                "the registry stored another manifest, digest expected " + manifest.digest() + ", received "
                        + stored.digest + consequence);
    }

    /**
     * Tags a manifest whose digest is not sha256: by digest with the tag as a parameter, and when the registry does not
     * confirm the tag, by tag with the digest as a parameter (MF-15).
     */
    private Stored putOther(RegistryRef ref, String tag, Manifest manifest) throws IOException {
        String digest = manifest.digest().toString();
        Stored byDigest =
                confirmed(manifest, send(manifest, path(ref, digest, manifest).query("tag", tag)), Optional.empty());
        if (byDigest.names(tag)) {
            return byDigest;
        }
        Stored byTag = send(manifest, path(ref, tag, manifest).query("digest", digest));
        if (byTag.digest.isEmpty()) {
            // a registry that ignores the parameter has just tagged the sha256 digest of the content
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED,
                    "the registry did not confirm digest " + digest + " for tag " + tag + ", it may not support "
                            + manifest.digest().algorithm().id());
        }
        if (!byTag.isUnderSameDigest(manifest)) {
            throw otherManifest(manifest, byTag, Optional.of(tag));
        }
        return new Stored(byDigest.subjectListed || byTag.subjectListed, byTag.digest, byTag.tagLines);
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
            Optional<Digest> subject = manifest.subject().flatMap(Descriptor::digest);
            return new Stored(
                    subject.isPresent() && namesSubject(reply, subject), named(reply), reply.headerLines("OCI-Tag"));
        }
    }

    /** An unreadable header is not the confirmation that is needed: the list is kept up here then (MF-16). */
    private static boolean namesSubject(HttpReply reply, Optional<Digest> subject) {
        try {
            return DigestHeader.of(reply, "OCI-Subject").equals(subject);
        } catch (RegistryException e) {
            return false;
        }
    }

    /** The digest as text; what is none contradicts the manifest that was sent (MF-13). */
    private static String named(HttpReply reply) {
        String text = reply.header("Docker-Content-Digest").orElse("").trim();
        try {
            return DigestHeader.of(reply, "Docker-Content-Digest")
                    .map(Digest::toString)
                    .orElse(HeaderErrors.shown(text));
        } catch (RegistryException e) {
            return HeaderErrors.shown(text);
        }
    }

    /**
     * What the registry said about a stored manifest.
     *
     * @param subjectListed it keeps the referrers list of the subject itself (MF-16)
     * @param digest digest it named, empty text when it named none
     * @param tagLines header lines with the tags it confirmed (MF-15)
     */
    record Stored(boolean subjectListed, String digest, List<String> tagLines) {
        /** A digest in another algorithm confirms a manifest too when it is that of the bytes (MF-13, MF-14). */
        private boolean contradicts(Manifest manifest) {
            return !digest.isEmpty() && !isUnderSameDigest(manifest) && !isUnderDigestOfOtherAlgorithm(manifest);
        }

        private boolean isUnderSameDigest(Manifest manifest) {
            return digest.equals(manifest.digest().toString());
        }

        private boolean isUnderDigestOfOtherAlgorithm(Manifest manifest) {
            Optional<Digest> other = Digest.tryParse(digest)
                    .filter(named -> named.algorithm() != manifest.digest().algorithm());
            try {
                return other.isPresent()
                        && Manifest.parse(manifest.mediaType(), other, manifest.raw())
                                .digest()
                                .equals(other.get());
            } catch (RegistryException e) {
                return false; // it is the digest of something else
            }
        }

        private boolean names(String tag) {
            return tagLines.stream()
                    .flatMap(COMMA::splitAsStream)
                    .anyMatch(name -> name.trim().equals(tag));
        }
    }
}
