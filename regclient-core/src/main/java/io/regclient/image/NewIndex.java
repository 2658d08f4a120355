// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.MediaType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an index is besides its entries (contract regctl 9.7.1).
 *
 * @param mediaType that of an OCI index or of a Docker manifest list
 * @param artifactType artifact type of an OCI index, empty for none
 * @param subject tag or digest in the same repository of what an OCI index refers to
 * @param annotations annotations of the index
 * @param byDigest it gets no tag
 */
public record NewIndex(
        String mediaType,
        String artifactType,
        Optional<String> subject,
        Map<String, String> annotations,
        boolean byDigest) {
    public NewIndex {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * The type of an index as a user may name it.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for anything else
     */
    public static String parseMediaType(String text) throws RegistryException {
        if (!MediaType.isIndex(text)) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported manifest media type: " + text + ", use " + MediaType.OCI_INDEX + " or "
                            + MediaType.DOCKER_LIST);
        }
        return text;
    }
}
