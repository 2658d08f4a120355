// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.DescriptorFilter;
import io.regclient.model.IndexManifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regsync.safeguard.LookUps;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the manifest of a platform in an index and remembers it by the index's digest, so that a server reads an index
 * once, not in every run and not for each tag (contract regsync 9.6). Thread-safe.
 */
final class PlatformMemory {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformMemory.class);
    private static final int MAX_KEPT = 10_000;
    private static final int MAX_DEPTH = 32;

    private final RegClient client;
    private final LookUps<Key, Digest> known = new LookUps<>(MAX_KEPT);

    PlatformMemory(RegClient client) {
        this.client = client;
    }

    private record Key(Digest index, Platform platform) {}

    /**
     * The digest of the platform's manifest.
     *
     * @param index with the digest of the index
     */
    Digest find(Ref index, Platform platform) throws IOException {
        return known.get(new Key(index.requireDigest(), platform), index, () -> lookUp(index, platform));
    }

    /** Follows indexes in indexes. */
    private Digest lookUp(Ref index, Platform platform) throws IOException {
        Ref at = index;
        for (int depth = 0; depth < MAX_DEPTH; depth++) {
            List<Descriptor> entries =
                    client.manifests().get(at, Optional.empty()).manifests();
            Descriptor entry = DescriptorFilter.forPlatform(platform)
                    .first(entries)
                    .orElseThrow(() -> absent(index, platform, entries));
            at = index.addDigest(entry.digest()
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.MISSING_DIGEST, "entry without digest in index " + index.commonName())));
            if (!MediaType.isIndex(entry.mediaType())) {
                return at.requireDigest();
            }
        }
        throw RegistryException.of(
                ErrorKind.SIZE_LIMIT_EXCEEDED, "indexes are nested deeper than " + MAX_DEPTH + " levels at " + index);
    }

    private static RegistryException absent(Ref index, Platform platform, List<Descriptor> entries) {
        LOG.atWarn()
                .addKeyValue("platform", platform)
                .addKeyValue("platforms", IndexManifest.platforms(entries))
                .addKeyValue("source", index.commonName())
                .log("Platform could not be found in source manifest list");
        return IndexManifest.noPlatform(platform, index.commonName(), entries);
    }
}
