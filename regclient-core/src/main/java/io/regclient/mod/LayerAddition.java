// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.error.RegistryException;
import io.regclient.mod.layer.LayerType;
import io.regclient.mod.tree.LayerNode;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Platform;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Appends one layer to the images of a run; the layer is pushed when the first of them needs it. */
final class LayerAddition {
    private final EditPlan plan;
    private final LayerUpload.Archive archive;
    private final Optional<LayerType> type;
    private final PlatformChoice images;
    private Optional<LayerUpload.Uploaded> uploaded = Optional.empty();

    private LayerAddition(EditPlan plan, LayerUpload.Archive archive, Optional<LayerType> type, PlatformChoice images) {
        this.plan = plan;
        this.archive = archive;
        this.type = type;
        this.images = images;
    }

    static ImageEdit of(LayerUpload.Archive archive, Optional<String> mediaType, List<Platform> platforms)
            throws RegistryException {
        Optional<LayerType> type =
                mediaType.isPresent() ? Optional.of(LayerType.require(mediaType.get())) : Optional.empty();
        PlatformPrefix wanted = new PlatformPrefix(platforms, "");
        return plan -> plan.onManifest(new LayerAddition(plan, archive, type, plan.choice(wanted))::append);
    }

    private void append(ManifestNode node) throws IOException {
        boolean holdsLayers = !(node.manifest() instanceof IndexManifest) && !node.isAttestation();
        if (!holdsLayers || !images.accepts(node.content())) {
            return;
        }
        node.requireChangeable();
        LayerType wanted = type.orElseGet(() -> gzip(node));
        if (uploaded.isEmpty()) {
            uploaded = Optional.of(plan.uploads().compressed(archive, wanted.compression(), plan.dataLimit()));
        }
        Descriptor layer = uploaded.get().blob().withMediaType(wanted.mediaType());
        LayerNode added = LayerNode.added(plan.uploads().target(), layer);
        node.content().append(added, uploaded.get().diffId(), plan.started());
    }

    private static LayerType gzip(ManifestNode node) {
        return MediaFamily.of(node.manifest()) == MediaFamily.DOCKER ? LayerType.DOCKER_GZIP : LayerType.OCI_GZIP;
    }
}
