// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.Transfer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a hook is told about an image. The manifest is read by the digest that is copied; the copy finds it in memory.
 *
 * @param mediaType of the manifest that gets the tag
 * @param platforms as the index states them for the manifests that are copied, or as the config of an image does; in the
 *     order of their names
 */
record HookImage(String mediaType, List<String> platforms) {
    private static final String UNKNOWN = "unknown";

    HookImage {
        platforms = List.copyOf(platforms);
    }

    static HookImage of(RegClient client, Transfer what) throws IOException {
        Ref source = what.source().withDigest(what.digest());
        Manifest manifest = client.manifests().get(source, Optional.empty());
        Set<String> platforms = new TreeSet<>();
        if (manifest.isIndex()) {
            CopyOptions options = what.terms().options();
            for (Descriptor entry : manifest.manifests()) {
                if (options.wants(entry)) {
                    entry.platform().filter(HookImage::isKnown).ifPresent(known -> platforms.add(known.toString()));
                }
            }
        } else if (manifest.config()
                .filter(config -> MediaType.isImageConfig(config.mediaType()))
                .isPresent()) {
            Platform platform =
                    client.images().readConfig(source, manifest.config().get()).platform();
            if (isKnown(platform)) {
                platforms.add(platform.toString());
            }
        }
        return new HookImage(manifest.descriptor().mediaType(), new ArrayList<>(platforms));
    }

    /** Attestations lie beside the images of an index as if they were for a platform of their own. */
    private static boolean isKnown(Platform platform) {
        return !platform.os().isEmpty() && !platform.os().equals(UNKNOWN);
    }
}
