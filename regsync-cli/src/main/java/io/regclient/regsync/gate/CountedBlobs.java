// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bytes of blobs, each counted once. Not thread-safe. */
final class CountedBlobs {
    private final Map<Digest, Long> counted = new HashMap<>();
    private long bytes;

    /**
     * Counts a blob.
     *
     * @throws RegistryException of kind UNSUPPORTED when nobody says how large it is, or one says this and one that
     */
    void add(Descriptor blob) throws RegistryException {
        if (!blob.isSizeKnown()) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED, "the manifest does not say how large its layers are");
        }
        @Nullable
        Long known = blob.digest().isEmpty()
                ? null
                : counted.putIfAbsent(blob.digest().get(), blob.size());
        if (known == null) {
            bytes = blob.size() > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : bytes + blob.size();
        } else if (known != blob.size()) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED,
                    "the manifests say of " + blob.digest().get() + " that it has " + known + " bytes, and "
                            + blob.size());
        }
    }

    long bytes() {
        return bytes;
    }
}
