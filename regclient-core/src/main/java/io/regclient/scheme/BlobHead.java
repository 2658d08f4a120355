// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.model.Descriptor;
import java.util.List;
import java.util.Map;

/**
 * What a HEAD of a blob tells (contract BL-1).
 *
 * @param descriptor digest, size (-1 when unknown) and media type
 * @param headers response headers as received; empty for a layout
 */
public record BlobHead(Descriptor descriptor, Map<String, List<String>> headers) {}
