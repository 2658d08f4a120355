// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.Platform;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells which layers keep their times because they come from the base image (MO-12). Made for one run. */
final class BaseLayers {
    private final EditPlan plan;
    private final TimeChange change;
    private final Map<Optional<Platform>, Set<Digest>> known = new HashMap<>();

    BaseLayers(EditPlan plan, TimeChange change) {
        this.plan = plan;
        this.change = change;
    }

    /** True for the first layers of an image, as many as are base layers, and for layers that the base image has. */
    boolean contains(LayerContext layer) throws IOException {
        boolean counted = layer.index() >= 0 && layer.index() < change.baseLayers();
        if (counted || change.baseRef().isEmpty()) {
            return counted;
        }
        Optional<Digest> digest = layer.layer().digest();
        return digest.isPresent() && digests(layer).contains(digest.get());
    }

    private Set<Digest> digests(LayerContext layer) throws IOException {
        Optional<Platform> platform = layer.config().map(ImageConfig::platform);
        Set<Digest> found = known.get(platform);
        if (found == null) {
            found = new HashSet<>();
            for (Descriptor each :
                    plan.baseImage(change.baseRef().orElseThrow(), platform).layers()) {
                each.digest().ifPresent(found::add);
            }
            known.put(platform, found);
        }
        return found;
    }
}
