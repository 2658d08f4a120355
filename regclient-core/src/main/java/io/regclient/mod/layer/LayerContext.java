// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.layer;

import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import java.util.Optional;

/**
 * The layer a file step works on.
 *
 * @param image name of the image, for messages
 * @param index position in the image when the layer phase begins, base first from 0
 * @param layer descriptor of the layer when the layer phase begins
 * @param config config of the image after all config steps; empty for an artifact
 */
public record LayerContext(String image, int index, Descriptor layer, Optional<ImageConfig> config) {}
