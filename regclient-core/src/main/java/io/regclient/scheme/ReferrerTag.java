// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;

/** The tags that hold what belongs to a digest where there is no referrers API (contract RF-4, RF-6, IC-14). */
public final class ReferrerTag {
    private static final int MAX_ALGORITHM = 32;
    private static final int MAX_HEX = 64;

    private ReferrerTag() {}

    /** The tag of the fallback referrers list; it holds at most 64 digits of the digest (RF-4). */
    public static String of(Digest subject) {
        return cut(subject.algorithm().id(), MAX_ALGORITHM) + "-" + cut(subject.hex(), MAX_HEX);
    }

    /** What every digest tag of the manifest starts with: the whole digest, also where {@link #of} cuts it (IC-14). */
    public static String digestTagPrefix(Digest digest) {
        return digest.algorithm().id() + "-" + digest.hex();
    }

    /**
     * The entry of a manifest in a referrers list (RF-6).
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for Docker types, which cannot refer to anything (RF-9)
     */
    public static Descriptor entry(Manifest referrer) throws RegistryException {
        if (!referrer.mediaType().startsWith("application/vnd.oci.")) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                    "manifest " + referrer.digest() + " of media type " + referrer.mediaType()
                            + " cannot be a referrer");
        }
        String configType = referrer.config().map(Descriptor::mediaType).orElse("");
        boolean ownType =
                !referrer.artifactType().isEmpty() || !referrer.mediaType().equals(MediaType.OCI_MANIFEST);
        return referrer.descriptor()
                .withAnnotations(referrer.annotations())
                .withArtifactType(ownType ? referrer.artifactType() : configType);
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(text.length(), length));
    }
}
