// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.layer;

import java.io.IOException;
import java.util.Optional;

/** A step of the file phase (MO-1, MO-4). It sees every entry of a layer that is a tar archive, in their order. */
@FunctionalInterface
public interface FileStep {
    /** The entry after the step: the same object when nothing changes, empty when the entry is to be removed. */
    Optional<LayerFile> edit(LayerFile file) throws IOException;
}
