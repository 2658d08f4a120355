// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.TypeName;
import io.regclient.regsync.filter.TagSet;
import io.regclient.regsync.schema.SyncEntry.RepoFilter;
import java.util.List;

/**
 * The keys of an entry of {@code sync} (contract regsync 4). Groups that {@link Defaults} has too are inherited from it.
 *
 * @param source what is copied
 * @param target where to
 * @param type {@code registry}, {@code repository} or {@code image}
 * @param tags one more set of tag filters
 * @param tagSets sets of tag filters
 * @param repos repository filters of type registry
 * @param extras what is copied besides the image
 * @param platform one platform of an index, empty for the whole index
 * @param platforms the children of an index that are copied, empty for all
 * @param effort how closely a copy looks
 * @param upkeep when it runs
 * @param acceptance which manifests are copied
 * @param safeguards what stands between a change at the source and the target
 */
@TypeName("main.ConfigSync")
record SyncKeys(
        @Key(
                value = "what is copied: an image, a repository, or the name of a registry. Template",
                step = 1,
                required = true)
        String source,

        @Key(
                value = "where to: an image, a repository, or a prefix such as `host/mirror`. Template",
                step = 3,
                required = true)
        String target,

        @Key(
                value =
                        "`image`, `repository` (all tags the filters leave) or `registry` (all repositories the filters leave, "
                                + "with their tags)",
                words = {"image", "repository", "registry"},
                required = true)
        String type,

        @Key(value = "filters; a tag must agree with all of them", byDefault = "all")
        TagSet tags,

        @Key("list of such sets; a tag of any set, or of `tags`, is copied")
        List<TagSet> tagSets,

        @Key(value = "filters for type `registry`", byDefault = "all")
        RepoFilter repos,

        Extras extras,

        @Key("copy one platform of an index, for example `linux/amd64`")
        String platform,

        @Key(
                value =
                        "copy an index but only these children; `\"\"` stands for children without platform. The registry "
                                + "must accept incomplete indexes",
                byDefault = "all")
        List<String> platforms,

        Effort effort,
        Upkeep upkeep,
        Acceptance acceptance,
        Safeguards safeguards) {
    SyncKeys {
        tagSets = List.copyOf(tagSets);
        platforms = List.copyOf(platforms);
    }
}
