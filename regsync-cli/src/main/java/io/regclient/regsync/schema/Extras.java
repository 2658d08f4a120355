// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.KeyGroup;
import io.regclient.kit.schema.Switch;
import io.regclient.kit.schema.TypeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is copied besides the image.
 *
 * @param digestTags also tags named after digests
 * @param referrers also referrers
 * @param referrerFilters any of these; absent for the default, empty for all referrers
 * @param referrerSource repository referrers are read from, empty for the source
 * @param referrerTarget repository referrers are written to, empty for the target
 * @param referrerSlow no effect, as in the Go tools
 */
public record Extras(
        @Key(value = "also copy tags named after digests (`sha256-<hex>...`)", byDefault = "`false`")
        Switch digestTags,

        @Key(value = "also copy referrers: signatures, SBOMs, attestations", byDefault = "`false`")
        Switch referrers,

        @Key(value = "a referrer must pass one of them", byDefault = "all")
        Optional<List<ReferrerFilter>> referrerFilters,

        @Key(value = "repository referrers are read from. Template", inTemplates = "ReferrerSrc", step = 2)
        String referrerSource,

        @Key(value = "repository referrers are written to. Template", inTemplates = "ReferrerTgt", step = 3)
        String referrerTarget,

        @Key(value = "accepted, shown, without effect", effect = false)
        Switch referrerSlow)
        implements KeyGroup {

    /**
     * Which referrers are copied.
     *
     * @param artifactType their type, empty for any
     * @param annotations annotations they must have
     */
    @TypeName("main.ConfigReferrerFilter")
    public record ReferrerFilter(
            @Key(value = "type of the referrer", byDefault = "any")
            String artifactType,

            @Key("annotations it must have; one with an empty value must only exist")
            Map<String, String> annotations) {}
}
