// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import io.regclient.stream.BlobReader;
import io.regclient.stream.LimitedInputStream;
import java.io.IOException;
import java.util.Optional;

/** Reads the configs of images, at most 8 MiB each (contract CF-1, BL-21). Thread-safe. */
public final class ConfigReader {
    private final SchemeSet schemes;

    public ConfigReader(SchemeSet schemes) {
        this.schemes = schemes;
    }

    /**
     * The config of an image; of an index that of this machine's platform unless another is asked for.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE when the manifest is not that of an image
     */
    public ImageConfig read(Ref ref, Optional<Platform> platform) throws IOException {
        Manifest manifest =
                new ManifestLookup(schemes).get(ref, Optional.of(platform.orElseGet(LocalPlatform.system())));
        return read(ref, manifest.config().orElseThrow(() -> notAnImage(manifest.mediaType())));
    }

    /**
     * The config that a manifest of the repository names.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for the config of something else
     */
    public ImageConfig read(Ref repo, Descriptor config) throws IOException {
        if (!MediaType.isImageConfig(config.mediaType())) {
            throw notAnImage(config.mediaType());
        }
        try (BlobReader in = schemes.ofRepo(repo).getBlob(repo, config)) {
            return ImageConfig.parse(
                    LimitedInputStream.readAll(in, Manifest.MAX_PULL_BYTES, "config of " + repo.commonName()));
        }
    }

    private static RegistryException notAnImage(String mediaType) {
        return RegistryException.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "unsupported config media type " + mediaType);
    }
}
