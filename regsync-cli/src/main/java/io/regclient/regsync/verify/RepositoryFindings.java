// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.verify;

import io.regclient.ref.Tag;
import java.util.List;

/**
 * What was found in one target repository.
 *
 * @param source where its images come from
 * @param target the repository
 * @param tags that were looked at
 * @param images they stand for
 * @param blobs that were looked at, each once
 * @param bytes of the blobs, as the manifests name them
 * @param damage in the order in which it was found
 * @param absent tags of entries of the type image that were not mirrored so far, which is no damage
 */
public record RepositoryFindings(
        String source,
        String target,
        int tags,
        int images,
        long blobs,
        long bytes,
        List<Damage> damage,
        List<Tag> absent) {
    public RepositoryFindings {
        damage = List.copyOf(damage);
        absent = List.copyOf(absent);
    }

    /** True when nothing is damaged, or all was repaired. */
    public boolean isWhole() {
        return damage.stream().allMatch(Damage::repaired);
    }
}
