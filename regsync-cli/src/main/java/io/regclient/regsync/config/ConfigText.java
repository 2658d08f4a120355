// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.config.HostConfig;
import io.regclient.config.HostSetting;
import io.regclient.config.TlsMode;
import io.regclient.regsync.config.SyncEntry.CopySettings;
import io.regclient.regsync.config.SyncEntry.RateLimitSettings;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The processed configuration as YAML: all keys in a fixed order (contract regsync 15). */
public final class ConfigText {
    private static final String MASK = "***";

    private final UnaryOperator<String> secrets;

    private ConfigText(UnaryOperator<String> secrets) {
        this.secrets = secrets;
    }

    /**
     * The text; passwords, tokens and private keys are replaced by {@code ***}.
     *
     * @param showSecrets print them instead
     */
    public static String of(RegsyncConfig config, boolean showSecrets) {
        UnaryOperator<String> masked = text -> text.isEmpty() ? text : MASK;
        return YamlText.of(new ConfigText(showSecrets ? text -> text : masked).tree(config));
    }

    private Map<String, @Nullable Object> tree(RegsyncConfig config) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("version", config.version());
        tree.put("creds", config.hosts().stream().map(this::host).toList());
        tree.put("defaults", defaults(config.defaults()));
        tree.put("sync", config.entries().stream().map(ConfigText::entry).toList());
        return tree;
    }

    private Map<String, @Nullable Object> host(HostConfig host) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("registry", host.name());
        for (HostSetting<?> setting : HostSetting.all()) {
            Object value = shown(host.get(setting));
            tree.put(setting.key(), setting.isSecret() ? secrets.apply(value.toString()) : value);
        }
        return tree;
    }

    private static Object shown(Object value) {
        return switch (value) {
            case TlsMode mode -> mode.text();
            case Duration duration -> duration.toNanos();
            case Map<?, ?> map -> new TreeMap<>(map);
            default -> value;
        };
    }

    private static Map<String, @Nullable Object> defaults(Defaults defaults) {
        Inherited inherited = defaults.inherited();
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("backup", inherited.backup());
        tree.put("interval", duration(inherited.interval()));
        tree.put("schedule", inherited.schedule());
        tree.put("ratelimit", rateLimit(inherited.rateLimit()));
        tree.put("parallel", defaults.parallel());
        tree.put("digestTags", inherited.digestTags().orElse(null));
        tree.put("referrers", inherited.referrers().orElse(null));
        tree.put("referrerFilters", filters(inherited.referrerFilters().orElse(List.of())));
        tree.put("referrerSource", inherited.referrerSource());
        tree.put("referrerTarget", inherited.referrerTarget());
        tree.put("referrerSlow", inherited.referrerSlow().orElse(null));
        tree.put("fastCheck", inherited.fastCheck().orElse(null));
        tree.put("forceRecursive", inherited.forceRecursive().orElse(null));
        tree.put("includeExternal", inherited.includeExternal().orElse(null));
        tree.put("mediaTypes", inherited.mediaTypes());
        tree.put("hooks", hooks(inherited.hooks()));
        tree.put("blobLimit", defaults.blobLimit());
        tree.put("cacheCount", defaults.cacheCount());
        tree.put("cacheTime", duration(defaults.cacheTime()));
        tree.put("skipDockerConfig", defaults.skipDockerConfig());
        tree.put("userAgent", defaults.userAgent());
        return tree;
    }

    private static Map<String, @Nullable Object> entry(SyncEntry entry) {
        CopySettings copy = entry.copy();
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("source", entry.source());
        tree.put("target", entry.target());
        tree.put("type", entry.type());
        tree.put("tags", tags(entry.tags()));
        tree.put("tagSets", entry.tagSets().stream().map(ConfigText::tags).toList());
        tree.put("repos", allowDeny(entry.repos().allow(), entry.repos().deny()));
        tree.put("digestTags", copy.digestTags());
        tree.put("referrers", copy.referrers());
        tree.put("referrerFilters", filters(copy.referrerFilters()));
        tree.put("referrerSource", copy.referrerSource());
        tree.put("referrerTarget", copy.referrerTarget());
        tree.put("referrerSlow", copy.referrerSlow());
        tree.put("platform", copy.platform());
        tree.put("platforms", copy.platforms());
        tree.put("fastCheck", copy.fastCheck());
        tree.put("forceRecursive", copy.forceRecursive());
        tree.put("includeExternal", copy.includeExternal());
        tree.put("backup", entry.backup());
        tree.put("interval", duration(entry.interval()));
        tree.put("schedule", entry.schedule());
        tree.put("ratelimit", rateLimit(entry.rateLimit()));
        tree.put("mediaTypes", entry.mediaTypes());
        tree.put("hooks", hooks(entry.hooks()));
        return tree;
    }

    private static Map<String, @Nullable Object> tags(TagSet set) {
        Map<String, @Nullable Object> tree = allowDeny(set.allow(), set.deny());
        if (!set.semverRange().isEmpty()) {
            tree.put("semverRange", set.semverRange());
        }
        return tree;
    }

    private static Map<String, @Nullable Object> allowDeny(List<String> allow, List<String> deny) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("allow", allow);
        tree.put("deny", deny);
        return tree;
    }

    private static List<Map<String, @Nullable Object>> filters(List<ReferrerQuery> queries) {
        List<Map<String, @Nullable Object>> filters = new ArrayList<>();
        for (ReferrerQuery query : queries) {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("artifactType", query.artifactType().orElse(""));
            tree.put("annotations", new TreeMap<>(query.annotations()));
            filters.add(tree);
        }
        return filters;
    }

    private static Map<String, @Nullable Object> rateLimit(RateLimitSettings settings) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("min", settings.min());
        tree.put("retry", duration(settings.retry()));
        return tree;
    }

    private static Map<String, @Nullable Object> hooks(Hooks hooks) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("pre", hook(hooks.pre()));
        tree.put("post", hook(hooks.post()));
        tree.put("unchanged", hook(hooks.unchanged()));
        return tree;
    }

    private static @Nullable Map<String, @Nullable Object> hook(Optional<Hooks.Hook> hook) {
        if (hook.isEmpty()) {
            return null;
        }
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("type", hook.get().type());
        tree.put("params", hook.get().params());
        return tree;
    }

    private static String duration(Duration duration) {
        return GoDuration.format(duration);
    }
}
