// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import java.io.IOException;

/** Tells which layers a file step is for. */
@FunctionalInterface
interface LayerFilter {
    boolean accepts(LayerContext layer) throws IOException;
}
