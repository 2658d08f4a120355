// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import java.util.Optional;

/**
 * The layer that file steps are to work on.
 *
 * @param index position in the image when the layer phase begins, base first from 0
 * @param layer descriptor of the layer when the layer phase begins
 * @param config config of the image after all config steps; empty for an artifact
 */
record LayerContext(int index, Descriptor layer, Optional<ImageConfig> config) {}
