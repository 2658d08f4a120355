// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import java.util.List;
import java.util.Map;

/**
 * What a HEAD of a manifest tells (contract MF-9): the descriptor's digest is empty when the registry sent none.
 *
 * @param descriptor media type, digest and size (-1 when unknown)
 * @param rateLimit rate limit announced with the answer
 * @param headers response headers as received; empty for a layout
 */
public record ManifestHead(Descriptor descriptor, RateLimit rateLimit, Map<String, List<String>> headers) {}
