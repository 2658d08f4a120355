// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Age;
import io.regclient.kit.schema.Key;
import io.regclient.kit.yaml.FilledKeys;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an image must have before it is copied. The Go tools have none of these keys.
 *
 * @param labels patterns of values by the names of labels in the image's config; an empty one must only be there
 * @param annotations the same of the manifest
 * @param maxSize bytes of layers and configs, with or without a unit; empty for any
 * @param platforms for which there must be an image
 * @param referrers artifact types of which there must be a referrer
 * @param cosign signatures, empty for none
 */
public record Gates(
        @Key(
                value =
                        "labels that the config of each image must have, with a pattern for the whole value; one with an "
                                + "empty pattern must only be there",
                omitEmpty = true)
        Map<String, String> labels,

        @Key(value = "the same of the annotations of the manifest that gets the tag", omitEmpty = true)
        Map<String, String> annotations,

        @Key(
                value = "bytes that the layers and configs may have together, each counted once: a number, or one with "
                        + "`kB`, `MB`, `GB`, `KiB`, `MiB` or `GiB`",
                byDefault = "any",
                omitEmpty = true)
        String maxSize,

        @Key(value = "platforms for which there must be an image, for example `linux/arm64`", omitEmpty = true)
        List<String> platforms,

        @Key(value = "artifact types of which the image must have a referrer", omitEmpty = true)
        List<String> referrers,

        @Key(value = "a signature of cosign that the image must have", byDefault = "none", omitEmpty = true)
        Optional<Cosign> cosign)
        implements FilledKeys {
    public Gates {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        platforms = List.copyOf(platforms);
        referrers = List.copyOf(referrers);
    }

    /**
     * Signatures by public keys, or by certificates that an authority gave somebody for a moment.
     *
     * @param keys files with a public key, or its PEM text; empty for certificates
     * @param identity with keys the name of the image that a signature is for, empty for the source; without keys the
     *     pattern of who has signed
     * @param issuer pattern of who says so of whoever has signed; empty with keys
     * @param repository without keys the name of the image that a signature is for, empty for the source
     * @param trustedRoot file with the authorities and logs, empty for those of the public instance of sigstore
     * @param minSignatureAge how long ago the signature must have been made, empty for no matter
     */
    public record Cosign(
            @Key(
                    value = "public keys of which one must have signed: the name of a file, or the PEM text itself",
                    omitEmpty = true)
            List<String> keys,

            @Key(
                    value = "with `keys` the name that the signature is for, its `docker-reference`, by default the "
                            + "source; with `issuer` the pattern of who has signed, an address or a URI",
                    omitEmpty = true)
            String identity,

            @Key(
                    value = "instead of `keys`: the pattern of the issuer that knows who has signed, a URI",
                    byDefault = "none",
                    omitEmpty = true)
            String issuer,

            @Key(
                    value = "with `issuer` the name that the signature is for, its `docker-reference`",
                    byDefault = "the source",
                    omitEmpty = true)
            String repository,

            @Key(
                    value = "with `issuer` a file with the certificate authorities and logs that are trusted",
                    byDefault = "those of sigstore.dev",
                    omitEmpty = true)
            String trustedRoot,

            @Key(
                    value = "with `issuer` how long ago the signature must have been made; until then the image waits",
                    byDefault = "0s",
                    omitEmpty = true)
            Optional<Age> minSignatureAge)
            implements FilledKeys {
        public Cosign {
            keys = List.copyOf(keys);
        }
    }
}
