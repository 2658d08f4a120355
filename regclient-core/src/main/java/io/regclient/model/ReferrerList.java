// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import java.util.List;
import java.util.Map;

/**
 * Referrers of a manifest, filtered and sorted (contract RF-5).
 *
 * @param descriptors the referrers
 * @param annotations annotations of the index that listed them
 * @param fallbackTags tags that held the list; empty when the referrers API answered
 * @param index the index read from the registry, or rebuilt from the pages of the referrers API
 */
public record ReferrerList(
        List<Descriptor> descriptors, Map<String, String> annotations, List<String> fallbackTags, Manifest index) {
    public ReferrerList {
        descriptors = List.copyOf(descriptors);
        annotations = Map.copyOf(annotations);
        fallbackTags = List.copyOf(fallbackTags);
    }
}
