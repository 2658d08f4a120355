// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import java.util.HashSet;
import java.util.Set;

/** The bytes of blobs, each counted once. Not thread-safe. */
final class CountedBlobs {
    private final Set<Digest> counted = new HashSet<>();
    private long bytes;

    /**
     * Counts a blob.
     *
     * @throws RegistryException of kind UNSUPPORTED when nobody says how large it is
     */
    void add(Descriptor blob) throws RegistryException {
        if (!blob.isSizeKnown()) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "the manifest does not say how large its layers are");
        }
        if (blob.digest().isEmpty() || counted.add(blob.digest().get())) {
            bytes = blob.size() > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + blob.size();
        }
    }

    long bytes() {
        return bytes;
    }
}
