// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.config.LocalPlatform;
import io.regclient.error.RegistryException;
import io.regclient.kit.schema.Activations;
import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.KeyView;
import io.regclient.kit.schema.Parsed;
import io.regclient.kit.schema.TypeName;
import io.regclient.kit.template.Functions;
import io.regclient.kit.template.Template;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.Platform;
import io.regclient.ref.NameFilter;
import io.regclient.ref.NamePatterns;
import io.regclient.ref.Ref;
import io.regclient.regsync.filter.AllowDeny;
import io.regclient.regsync.filter.TagSelection;
import io.regclient.regsync.filter.TagSet;
import io.regclient.scheme.ReferrerQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One entry of {@code sync} as it is used: defaults applied, templates expanded, and everything that has a meaning of its
 * own parsed, once. What cannot be parsed fails the entry when it runs (contract regsync 4).
 */
public final class SyncEntry {
    private final SyncKeys keys;
    private final Parsed<EntryType> kind;
    private final Parsed<Ref> sourceRef;
    private final Parsed<Ref> targetRef;
    private final Parsed<TagSelection> tagSelection;
    private final Parsed<NamePatterns> immutableTags;
    private final Parsed<NameFilter> repositoryFilter;
    private final Parsed<Template> backupTemplate;
    private final Optional<Activations> activations;
    private final CopySettings copy;
    private final EntrySafety safety;

    /**
     * Parses an entry.
     *
     * @param functions what the template of its backup may call
     * @param ownSafeguards the safeguards that it does not have from the defaults
     */
    SyncEntry(SyncKeys keys, Functions functions, Set<String> ownSafeguards) {
        this.keys = keys;
        kind = Parsed.by(() -> EntryType.parse(keys.type()));
        sourceRef = Parsed.by(() -> Ref.parse(keys.source()));
        targetRef = Parsed.by(() -> Ref.parse(keys.target()));
        tagSelection = Parsed.by(() -> TagSelection.of(tagSets(), tags()));
        immutableTags =
                Parsed.by(() -> AllowDeny.compile("immutableTags", keys.effort().immutableTags()));
        repositoryFilter =
                Parsed.by(() -> AllowDeny.of(keys.repos().allow(), keys.repos().deny()));
        backupTemplate = Parsed.by(() -> Template.parse(backup(), functions));
        activations = keys.upkeep().timing().activations();
        copy = new CopySettings(keys);
        safety = new EntrySafety(keys.safeguards(), keys.acceptance().hooks(), functions, ownSafeguards);
    }

    /** Makes something of a text. */
    @FunctionalInterface
    private interface TextParser<T> {
        T parse(String text) throws java.io.IOException;
    }

    private static <T> Optional<Parsed<T>> parsed(String text, TextParser<T> parser) {
        return text.isEmpty() ? Optional.empty() : Optional.of(Parsed.by(() -> parser.parse(text)));
    }

    /** The keys of the file. */
    SyncKeys keys() {
        return keys;
    }

    /** The entry as templates see it. */
    public TemplateObject view() {
        return KeyView.of(keys);
    }

    /** What is copied, templates expanded. */
    public String source() {
        return keys.source();
    }

    /** Where to, templates expanded. */
    public String target() {
        return keys.target();
    }

    /** The source as a reference, which it is for images and repositories. */
    public Parsed<Ref> sourceRef() {
        return sourceRef;
    }

    /** The target as a reference, which it is for images and repositories. */
    public Parsed<Ref> targetRef() {
        return targetRef;
    }

    /** The text of the key {@code type}, see {@link #kind}. */
    public String type() {
        return keys.type();
    }

    /** What source and target name. */
    public Parsed<EntryType> kind() {
        return kind;
    }

    /** The filters of the key {@code tags}. */
    public TagSet tags() {
        return keys.tags();
    }

    /** The filters of the key {@code tagSets}. */
    public List<TagSet> tagSets() {
        return keys.tagSets();
    }

    /** The sets a tag is looked up in: {@code tagSets}, then {@code tags} unless empty; none keeps all tags. */
    public List<TagSet> tagFilters() {
        List<TagSet> filters = new ArrayList<>(tagSets());
        if (!tags().isEmpty()) {
            filters.add(tags());
        }
        return List.copyOf(filters);
    }

    /** Chooses tags by {@link #tagFilters}. */
    public Parsed<TagSelection> tagSelection() {
        return tagSelection;
    }

    /** The patterns of tags that never move. */
    public Parsed<NamePatterns> immutableTags() {
        return immutableTags;
    }

    /**
     * True when what the target has under a tag of this name needs no look.
     *
     * @throws RegistryException of kind PARSING_FAILED for a wrong pattern
     */
    public boolean isImmutable(String tag) throws RegistryException {
        return immutableTags.get().matchAny(tag)
                && !keys.effort().forceRecursive().isOn();
    }

    /** Repository filters of type registry. */
    public RepoFilter repos() {
        return keys.repos();
    }

    /** Chooses repositories by {@link #repos}. */
    public Parsed<NameFilter> repositoryFilter() {
        return repositoryFilter;
    }

    /** What a copy includes. */
    public CopySettings copy() {
        return copy;
    }

    /** Template of the tag an overwritten image is kept under, empty for none. */
    public String backup() {
        return keys.upkeep().backup();
    }

    public Parsed<Template> backupTemplate() {
        return backupTemplate;
    }

    /** Time between runs, zero for none. */
    public Duration interval() {
        return keys.upkeep().timing().interval();
    }

    /** Cron expression, empty for none; wins over the interval. */
    public String schedule() {
        return keys.upkeep().timing().schedule();
    }

    /** How long a run may take; zero or less for no limit. */
    public Duration timeout() {
        return keys.upkeep().timeout();
    }

    /** When a server runs the entry, empty for never. */
    public Optional<Activations> activations() {
        return activations;
    }

    /** When to wait for pulls. */
    public RateLimitSettings rateLimit() {
        return keys.upkeep().ratelimit();
    }

    /** What stands between a change at the source and the target. */
    public EntrySafety safety() {
        return safety;
    }

    /** Media types of manifests that are copied. */
    public List<String> mediaTypes() {
        return keys.acceptance().mediaTypes();
    }

    /** Who is asked and told about copies, as it is written; see {@link EntrySafety#hooks}. */
    public Hooks hooks() {
        return keys.acceptance().hooks();
    }

    /**
     * Patterns for repositories.
     *
     * @param allow patterns of which one must match, empty for all
     * @param deny patterns of which none may match
     */
    @TypeName("main.AllowDeny")
    public record RepoFilter(
            @Key("patterns of which one must match; empty allows all")
            List<String> allow,

            @Key("patterns of which none may match") List<String> deny) {
        public RepoFilter {
            allow = List.copyOf(allow);
            deny = List.copyOf(deny);
        }
    }

    /**
     * When to wait before a pull (contract regsync 11).
     *
     * @param min pulls that must be left, 0 switches the check off
     * @param retry time between checks, at least five minutes
     */
    @TypeName("main.ConfigRateLimit")
    public record RateLimitSettings(
            @Key(
                    value = "wait before a copy while the source announces fewer pulls than this; 0 never waits",
                    byDefault = "0")
            int min,

            @Key(value = "time between looks, at least five minutes", byDefault = "`5m`")
            Duration retry) {
        private static final Duration SHORTEST_RETRY = Duration.ofMinutes(5);

        /** True when a minimum is wanted. */
        public boolean isOn() {
            return min > 0;
        }

        RateLimitSettings withRetryFloor() {
            return retry.compareTo(SHORTEST_RETRY) < 0 ? new RateLimitSettings(min, SHORTEST_RETRY) : this;
        }
    }

    /** What a copy includes. */
    public static final class CopySettings {
        private final SyncKeys keys;
        private final List<ReferrerQuery> referrerFilters;
        private final Optional<Parsed<Ref>> referrerSource;
        private final Optional<Parsed<Ref>> referrerTarget;
        private final Optional<Parsed<Platform>> platform;
        private final Parsed<List<Optional<Platform>>> platforms;

        private CopySettings(SyncKeys keys) {
            this.keys = keys;
            referrerFilters = keys.extras().referrerFilters().orElse(List.of()).stream()
                    .map(CopySettings::query)
                    .toList();
            referrerSource = parsed(keys.extras().referrerSource(), Ref::parse);
            referrerTarget = parsed(keys.extras().referrerTarget(), Ref::parse);
            platform = parsed(keys.platform(), LocalPlatform::parse);
            platforms = Parsed.by(() -> LocalPlatform.parseWanted(keys.platforms()));
        }

        private static ReferrerQuery query(Extras.ReferrerFilter filter) {
            Optional<String> type = Optional.of(filter.artifactType()).filter(text -> !text.isEmpty());
            return new ReferrerQuery(type, filter.annotations(), Optional.empty(), false, false);
        }

        /** What is copied besides the image. */
        public Extras extras() {
            return keys.extras();
        }

        /** How closely a copy looks. */
        public Effort effort() {
            return keys.effort();
        }

        /** Any of these; empty for all referrers. */
        public List<ReferrerQuery> referrerFilters() {
            return referrerFilters;
        }

        public Optional<Parsed<Ref>> parsedReferrerSource() {
            return referrerSource;
        }

        public Optional<Parsed<Ref>> parsedReferrerTarget() {
            return referrerTarget;
        }

        /** One platform of an index, empty for the whole index. */
        public String platform() {
            return keys.platform();
        }

        public Optional<Parsed<Platform>> parsedPlatform() {
            return platform;
        }

        /** The children of an index that are copied, none for all; empty stands for children without platform. */
        public Parsed<List<Optional<Platform>>> platforms() {
            return platforms;
        }

        /** True when an image that is equal at the target may still lack something that is wanted (regsync 9.3). */
        public boolean looksIntoEqualImages() {
            Effort effort = effort();
            Extras extras = extras();
            return !effort.fastCheck().isOn()
                    && (effort.forceRecursive().isOn()
                            || extras.referrers().isOn()
                            || extras.digestTags().isOn());
        }
    }
}
