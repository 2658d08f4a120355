// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.ImageManifest;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.List;

/** An image that another one is built on. Its config is read when it is first asked for. */
public final class BaseImage {
    private final Ref ref;
    private final Digest named;
    private final ImageManifest manifest;
    private final ConfigNode config;

    /**
     * Describes a base.
     *
     * @param ref the reference it was asked for by
     * @param named digest of what the reference names: an index or the image itself
     */
    BaseImage(Ref ref, Digest named, ImageManifest manifest, ConfigNode config) {
        this.ref = ref;
        this.named = named;
        this.manifest = manifest;
        this.config = config;
    }

    Ref ref() {
        return ref;
    }

    Digest named() {
        return named;
    }

    public Digest digest() {
        return manifest.digest();
    }

    /** The layers, base first; they are in the repository of {@link #ref}. */
    public List<Descriptor> layers() {
        return manifest.layers();
    }

    /** The config; kind UNSUPPORTED_MEDIA_TYPE when it is not that of an image. */
    public ImageConfig config() throws IOException {
        return config.image()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE, "base " + ref.commonName() + " has no image config"));
    }
}
