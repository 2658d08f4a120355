// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Docker schema 1 manifest, signed or not (contract MF-8).
 *
 * @param descriptor media type, digest and size of the bytes
 * @param raw the bytes as received
 * @param headers response headers, empty when there were none
 * @param name repository
 * @param tag tag
 * @param architecture CPU architecture
 * @param fsLayers layers, newest first, sizes unknown
 * @param history v1Compatibility texts
 */
@SuppressWarnings("ArrayRecordComponent") // raw is shared read-only, equality is by content
public record SchemaOneManifest(
        Descriptor descriptor,
        byte[] raw,
        Map<String, List<String>> headers,
        String name,
        String tag,
        String architecture,
        List<Descriptor> fsLayers,
        List<String> history)
        implements Manifest {

    public SchemaOneManifest {
        fsLayers = List.copyOf(fsLayers);
        history = List.copyOf(history);
    }

    @Override
    public SchemaOneManifest withHeaders(Map<String, List<String>> newHeaders) {
        return new SchemaOneManifest(descriptor, raw, newHeaders, name, tag, architecture, fsLayers, history);
    }

    @Override
    public Manifest withAnnotations(Map<String, String> annotations) throws RegistryException {
        throw immutable();
    }

    @Override
    public Manifest withSubject(Optional<Descriptor> subject) throws RegistryException {
        throw immutable();
    }

    @Override
    public Manifest withDigestAlgorithm(DigestAlgorithm algorithm) throws RegistryException {
        throw immutable();
    }

    /** A change would break the signatures (MF-20). */
    private RegistryException immutable() {
        return RegistryException.of(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE, "manifests of media type " + mediaType() + " cannot be changed");
    }

    @Override
    public RateLimit rateLimit() {
        return RateLimit.of(headers);
    }

    @Override
    public List<Descriptor> layers() {
        return fsLayers;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other != null && ManifestWriter.same(this, other);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return "schema 1 manifest " + descriptor.digest().map(Object::toString).orElse("");
    }
}
