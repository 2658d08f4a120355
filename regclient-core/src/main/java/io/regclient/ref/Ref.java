// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.Optional;

/**
 * An immutable reference to a repository, with or without tag and digest. No value of it holds a name that the grammar
 * does not know, wherever the name comes from: there is no way to a request or a file but through a reference. The digest
 * is kept as text because the grammar of references is wider than that of digests (contract REF-4);
 * {@link #requireDigest()} validates it.
 */
public sealed interface Ref permits RegistryRef, LayoutRef {

    /**
     * Parses {@code [registry/]repository[:tag][@digest]} or {@code ocidir://path[:tag][@digest]}.
     *
     * @throws RegistryException of kind INVALID_REFERENCE
     */
    static Ref parse(String text) throws RegistryException {
        return RefParser.parse(text);
    }

    /**
     * Parses the name of a registry, or an {@code ocidir://} path whose tag and digest are dropped (REF-8).
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    static Ref parseHost(String text) throws RegistryException {
        return RefParser.parseHost(text);
    }

    /** {@code reg}, {@code ocidir} or {@code ocifile}. */
    String scheme();

    Optional<String> tag();

    Optional<String> digest();

    /** The reference with this tag and no digest (REF-9). */
    Ref withTag(Tag tag);

    /**
     * The reference with this tag and no digest; without either for an empty text (REF-9).
     *
     * @throws RegistryException of kind INVALID_REFERENCE for what is no tag
     */
    Ref withTag(String tag) throws RegistryException;

    /** The reference with this digest and no tag (REF-9). */
    Ref withDigest(Digest digest);

    /**
     * The reference with this digest and no tag; without either for an empty text (REF-9).
     *
     * @throws RegistryException of kind INVALID_REFERENCE for what is no digest
     */
    Ref withDigest(String digest) throws RegistryException;

    /** The reference with this digest; the tag stays (REF-9). */
    Ref addDigest(Digest digest);

    /**
     * The reference with this digest, or without digest for an empty text; the tag stays (REF-9).
     *
     * @throws RegistryException of kind INVALID_REFERENCE for what is no digest
     */
    Ref addDigest(String digest) throws RegistryException;

    /** The repository alone. */
    Ref withoutVersion();

    /** The full name, for example {@code docker.io/library/alpine:3}; empty for a reference without repository. */
    String commonName();

    /** Registry and repository (or a layout path) are known (REF-11). */
    boolean isRepoSet();

    /** {@link #isRepoSet()} and, for registries, a tag or digest is known (REF-11). */
    boolean isSet();

    /** Both name the same registry, or the same layout path as text (REF-12). */
    boolean sameRegistry(Ref other);

    /** Both name the same repository, or the same layout path as text (REF-12). */
    boolean sameRepository(Ref other);

    /** The same in the grammar of registries; a layout becomes {@code localhost/...} (REF-13). */
    Ref toRegistry();

    /** True when a blob of this repository may be mounted into the other one without a transfer. */
    boolean sharesStoreWith(Ref other);

    /**
     * The digest, validated.
     *
     * @throws RegistryException of kind MISSING_DIGEST without one, PARSING_FAILED or UNSUPPORTED for an unusable one
     */
    default Digest requireDigest() throws RegistryException {
        String text = digest().orElseThrow(() ->
                RegistryException.of(ErrorKind.MISSING_DIGEST, "digest required in reference " + commonName()));
        return Digest.parse(text);
    }

    /** The digest (which wins, REF-10), else the tag, else empty. */
    default Optional<String> tagOrDigest() {
        return digest().isPresent() ? digest() : tag();
    }
}
