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
import io.regclient.time.ReadOnce;
import java.io.IOException;
import java.util.Optional;

/** Reads the configs of images, at most 8 MiB each (contract CF-1, BL-21). Thread-safe. */
public final class ConfigReader {
    /** What is made of the bytes of a config takes several times as much memory. */
    private static final int MEMORY_FACTOR = 4;

    private static final String NO_MANIFEST = "failed to get manifest";

    private final SchemeSet schemes;
    private final ReadOnce<Ref, ConfigBlob> reads;

    public ConfigReader(SchemeSet schemes) {
        this(schemes, ReadOnce.nothing());
    }

    /**
     * Reads configs.
     *
     * @param reads configs that are not read again
     */
    public ConfigReader(SchemeSet schemes, ReadOnce<Ref, ConfigBlob> reads) {
        this.schemes = schemes;
        this.reads = reads;
    }

    /**
     * The config of an image; of an index that of this machine's platform unless another is asked for.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE when the manifest is not that of an image
     */
    public ConfigBlob read(Ref ref, Optional<Platform> platform) throws IOException {
        Manifest manifest = manifest(ref, platform.orElseGet(LocalPlatform.system()));
        return fetch(ref, manifest.config().orElseThrow(() -> notAnImage(manifest.mediaType())));
    }

    /**
     * The config that a manifest of the repository names.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for the config of something else
     */
    public ImageConfig read(Ref repo, Descriptor config) throws IOException {
        return fetch(repo, config).image();
    }

    private ConfigBlob fetch(Ref repo, Descriptor config) throws IOException {
        if (!MediaType.isImageConfig(config.mediaType())) {
            throw notAnImage(config.mediaType());
        }
        Optional<Ref> key =
                config.digest().filter(_ -> repo.sharesStoreWith(repo)).map(repo::withDigest);
        Optional<ConfigBlob> known = key.flatMap(reads::get);
        if (known.isPresent()) {
            return known.get();
        }
        try (BlobReader in = schemes.ofRepo(repo).getBlob(repo, config)) {
            byte[] raw = LimitedInputStream.readAll(in, Manifest.MAX_PULL_BYTES, "config of " + repo.commonName());
            ConfigBlob read = new ConfigBlob(config.withSize(raw.length), in.headers(), ImageConfig.parse(raw));
            key.ifPresent(blob -> reads.put(blob, read, (long) MEMORY_FACTOR * raw.length));
            return read;
        }
    }

    private Manifest manifest(Ref ref, Platform platform) throws IOException {
        try {
            return new ManifestLookup(schemes).get(ref, Optional.of(platform));
        } catch (RegistryException e) {
            // a failed request names itself, an absent platform does not
            throw String.valueOf(e.getMessage()).startsWith(NO_MANIFEST) ? e : e.withContext(NO_MANIFEST);
        }
    }

    private static RegistryException notAnImage(String mediaType) {
        return RegistryException.of(
                ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                "unsupported config media type " + mediaType + ": unsupported media type");
    }
}
