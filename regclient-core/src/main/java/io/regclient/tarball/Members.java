// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;

/** Names of the members of an image archive (OCI image layout specification; EX-2, EX-3). */
final class Members {
    static final String LAYOUT = "oci-layout";
    static final String LAYOUT_VERSION = "1.0.0";
    static final String INDEX = "index.json";
    static final String DOCKER_MANIFEST = "manifest.json";
    static final String REF_NAME = "org.opencontainers.image.ref.name";
    static final String IMAGE_NAME = "io.containerd.image.name";

    private Members() {}

    static String blob(Digest digest) {
        return "blobs/" + digest.algorithm().id() + "/" + digest.hex();
    }

    static Digest digestOf(Descriptor descriptor) throws RegistryException {
        return descriptor
                .digest()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.MISSING_DIGEST, "descriptor of type " + descriptor.mediaType() + " without digest"));
    }
}
