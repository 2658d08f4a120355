// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.digest.Digest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where entries of an index come from (contract regctl 9.7).
 *
 * @param digests manifests that are in the repository of the index
 * @param refs images that are copied there; of an index the wanted platforms, or without any the index itself
 * @param platforms platforms of an index that are copied, exact match; empty: the index becomes one entry
 * @param withReferrers copy referrers too
 * @param withDigestTags copy tags that are named after a digest too
 * @param annotations annotations of every entry
 * @param platform platform of every entry; empty: that of the image's config
 */
public record IndexEntrySource(
        List<Digest> digests,
        List<Ref> refs,
        List<Platform> platforms,
        boolean withReferrers,
        boolean withDigestTags,
        Map<String, String> annotations,
        Optional<Platform> platform) {
    public IndexEntrySource {
        digests = List.copyOf(digests);
        refs = List.copyOf(refs);
        platforms = List.copyOf(platforms);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }
}
