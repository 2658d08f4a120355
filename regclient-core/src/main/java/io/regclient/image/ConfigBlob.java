// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import java.util.List;
import java.util.Map;

/**
 * The config of an image as it was fetched (contract BL-21).
 *
 * @param descriptor media type, digest and size
 * @param headers response headers as received; empty for a layout
 * @param image what the bytes say
 */
public record ConfigBlob(Descriptor descriptor, Map<String, List<String>> headers, ImageConfig image) {}
