// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.mod.tree.LayerNode;
import java.io.IOException;

/** A step of the layer phase that concerns a layer as a whole (MO-1). */
@FunctionalInterface
interface LayerStep {
    void edit(LayerNode layer) throws IOException;
}
