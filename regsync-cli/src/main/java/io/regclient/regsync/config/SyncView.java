// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.kit.template.value.TemplateObject;
import io.regclient.regsync.config.SyncEntry.CopySettings;
import io.regclient.scheme.ReferrerQuery;
import java.util.List;
import java.util.Optional;

/** An entry as templates see it, under the Go names (contract regsync 5). */
public final class SyncView {
    private static final String HOOK_TYPE = "*main.ConfigHook";

    private SyncView() {}

    /** The template object of an entry. */
    public static TemplateObject of(SyncEntry entry) {
        CopySettings copy = entry.copy();
        return TemplateObject.struct("main.ConfigSync")
                .field("Source", "source", entry.source())
                .field("Target", "target", entry.target())
                .field("Type", "type", entry.type())
                .field("Tags", "tags", tags(entry.tags()))
                .field(
                        "TagSets",
                        "tagSets",
                        entry.tagSets().stream().map(SyncView::tags).toList())
                .field("Repos", "repos", repos(entry.repos()))
                .field("DigestTags", "digestTags", copy.digestTags())
                .field("Referrers", "referrers", copy.referrers())
                .field("ReferrerFilters", "referrerFilters", filters(copy.referrerFilters()))
                .field("ReferrerSrc", "referrerSource", copy.referrerSource())
                .field("ReferrerTgt", "referrerTarget", copy.referrerTarget())
                .field("ReferrerSlow", "referrerSlow", copy.referrerSlow())
                .field("Platform", "platform", copy.platform())
                .field("Platforms", "platforms", copy.platforms())
                .field("FastCheck", "fastCheck", copy.fastCheck())
                .field("ForceRecursive", "forceRecursive", copy.forceRecursive())
                .field("IncludeExternal", "includeExternal", copy.includeExternal())
                .field("Backup", "backup", entry.backup())
                .field("Interval", "interval", entry.interval())
                .field("Schedule", "schedule", entry.schedule())
                .field("RateLimit", "ratelimit", rateLimit(entry))
                .field("MediaTypes", "mediaTypes", entry.mediaTypes())
                .field("Hooks", "hooks", hooks(entry.hooks()))
                .build();
    }

    private static TemplateObject tags(TagSet set) {
        return TemplateObject.struct("main.TagAllowDeny")
                .field("Allow", "allow", set.allow())
                .field("Deny", "deny", set.deny())
                .field("SemverRange", "semverRange,omitempty", set.semverRange())
                .build();
    }

    private static TemplateObject repos(SyncEntry.RepoFilter filter) {
        return TemplateObject.struct("main.AllowDeny")
                .field("Allow", "allow", filter.allow())
                .field("Deny", "deny", filter.deny())
                .build();
    }

    private static List<TemplateObject> filters(List<ReferrerQuery> queries) {
        return queries.stream()
                .map(q -> TemplateObject.struct("main.ConfigReferrerFilter")
                        .field("ArtifactType", "artifactType", q.artifactType().orElse(""))
                        .field("Annotations", "annotations", q.annotations())
                        .build())
                .toList();
    }

    private static TemplateObject rateLimit(SyncEntry entry) {
        return TemplateObject.struct("main.ConfigRateLimit")
                .field("Min", "min", entry.rateLimit().min())
                .field("Retry", "retry", entry.rateLimit().retry())
                .build();
    }

    private static TemplateObject hooks(Hooks hooks) {
        return TemplateObject.struct("main.ConfigHooks")
                .field("Pre", "pre", hook(hooks.pre()))
                .field("Post", "post", hook(hooks.post()))
                .field("Unchanged", "unchanged", hook(hooks.unchanged()))
                .build();
    }

    private static TemplateObject hook(Optional<Hooks.Hook> hook) {
        return hook.map(h -> TemplateObject.struct(HOOK_TYPE)
                        .field("Type", "type", h.type())
                        .field("Params", "params", h.params())
                        .build())
                .orElseGet(() -> TemplateObject.nil(HOOK_TYPE));
    }
}
