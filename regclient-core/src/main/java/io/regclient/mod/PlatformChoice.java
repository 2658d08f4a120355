// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.mod.tree.ImageContent;
import io.regclient.model.ImageConfig;
import io.regclient.model.Platform;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The images that one step of a run is for (MO-13). It is asked when the step runs, so a config counts with the platform
 * that the steps before have given it, and it remembers what it has met: a platform that is not there is told.
 */
final class PlatformChoice {
    private final PlatformPrefix prefix;
    private final Set<Platform> seen = new LinkedHashSet<>();

    PlatformChoice(PlatformPrefix prefix) {
        this.prefix = prefix;
    }

    boolean accepts(Platform platform) {
        if (!prefix.platforms().isEmpty()) {
            seen.add(platform);
        }
        return prefix.accepts(platform);
    }

    /** The same for a manifest, whose config is only read when there are platforms to compare with. */
    boolean accepts(ImageContent content) throws IOException {
        if (prefix.platforms().isEmpty()) {
            return true;
        }
        Optional<ImageConfig> config = content.imageConfig();
        return config.isPresent() && accepts(config.get().platform());
    }

    /** The platforms it was asked about. */
    Set<Platform> seen() {
        return seen;
    }

    /** The platforms it is for and was not asked about. */
    List<Platform> missing() {
        return prefix.platforms().stream()
                .filter(wanted -> seen.stream().noneMatch(wanted::matches))
                .toList();
    }
}
