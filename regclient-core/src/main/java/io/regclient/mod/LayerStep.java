// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import java.io.IOException;

/** A step of the layer phase that concerns a layer as a whole (MO-1). */
@FunctionalInterface
interface LayerStep {
    void edit(LayerNode layer) throws IOException;
}
