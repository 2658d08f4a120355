// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.model.Descriptor;
import io.regclient.model.DescriptorFilter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which referrers are wanted and in which order (contract RF-5).
 *
 * @param artifactType exact artifact type, empty for all
 * @param annotations annotations that must match; an empty value means the key must be present
 * @param sortAnnotation annotation to sort by as text; entries without it come last
 * @param sortDescending descending order
 * @param slowSearch layouts only: also look at the subject of every manifest of index.json (OL-17)
 */
public record ReferrerQuery(
        Optional<String> artifactType,
        Map<String, String> annotations,
        Optional<String> sortAnnotation,
        boolean sortDescending,
        boolean slowSearch) {
    public static final ReferrerQuery ALL =
            new ReferrerQuery(Optional.empty(), Map.of(), Optional.empty(), false, false);

    public ReferrerQuery {
        annotations = Map.copyOf(annotations);
    }

    /** The entries that pass, in the wanted order; filters are never left to the server alone (RF-5). */
    public List<Descriptor> select(List<Descriptor> entries) {
        return DescriptorFilter.of(artifactType, annotations, sortAnnotation, sortDescending)
                .apply(entries);
    }
}
