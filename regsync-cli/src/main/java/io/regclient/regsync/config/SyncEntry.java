// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.scheme.ReferrerQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code sync}, defaults already applied (contract regsync 4).
 *
 * @param source what is copied, templates expanded
 * @param target where to, templates expanded
 * @param type {@code registry}, {@code repository} or {@code image}; anything else fails when the entry runs
 * @param tags the filters of the key {@code tags}
 * @param tagSets the filters of the key {@code tagSets}
 * @param repos repository filters of type registry
 * @param copy what is copied besides the image
 * @param backup template of the tag an overwritten image is kept under, empty for none
 * @param interval time between runs, zero for none
 * @param schedule cron expression, empty for none; wins over the interval
 * @param rateLimit when to wait for pulls
 * @param mediaTypes media types of manifests that are copied
 * @param hooks parsed and shown, never run (contract regsync 17)
 */
public record SyncEntry(
        String source,
        String target,
        String type,
        TagSet tags,
        List<TagSet> tagSets,
        RepoFilter repos,
        CopySettings copy,
        String backup,
        Duration interval,
        String schedule,
        RateLimitSettings rateLimit,
        List<String> mediaTypes,
        Hooks hooks) {

    public SyncEntry {
        tagSets = List.copyOf(tagSets);
        mediaTypes = List.copyOf(mediaTypes);
    }

    /** The sets a tag is looked up in: {@code tagSets}, then {@code tags} unless empty; none keeps all tags. */
    public List<TagSet> tagFilters() {
        List<TagSet> filters = new ArrayList<>(tagSets);
        if (!tags.isEmpty()) {
            filters.add(tags);
        }
        return List.copyOf(filters);
    }

    /** The entry with other references, as templates make them. */
    SyncEntry withReferences(String newSource, String newTarget, CopySettings newCopy) {
        return new SyncEntry(
                newSource,
                newTarget,
                type,
                tags,
                tagSets,
                repos,
                newCopy,
                backup,
                interval,
                schedule,
                rateLimit,
                mediaTypes,
                hooks);
    }

    /**
     * Patterns for repositories.
     *
     * @param allow patterns of which one must match, empty for all
     * @param deny patterns of which none may match
     */
    public record RepoFilter(List<String> allow, List<String> deny) {
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
    public record RateLimitSettings(int min, Duration retry) {
        private static final Duration SHORTEST_RETRY = Duration.ofMinutes(5);

        /** True when a minimum is wanted. */
        public boolean isOn() {
            return min > 0;
        }

        RateLimitSettings over(RateLimitSettings defaults) {
            return new RateLimitSettings(min == 0 ? defaults.min : min, retry.isZero() ? defaults.retry : retry);
        }

        RateLimitSettings withRetryFloor() {
            return retry.compareTo(SHORTEST_RETRY) < 0 ? new RateLimitSettings(min, SHORTEST_RETRY) : this;
        }
    }

    /**
     * What a copy includes.
     *
     * @param digestTags also tags named after digests
     * @param referrers also referrers
     * @param referrerFilters any of these; empty for all referrers
     * @param referrerSource repository referrers are read from, empty for the source
     * @param referrerTarget repository referrers are written to, empty for the target
     * @param referrerSlow no effect, as in the Go tools
     * @param platform one platform of an index, empty for the whole index
     * @param platforms the children of an index that are copied, empty for all
     * @param fastCheck an existing equal image is not looked into
     * @param forceRecursive every manifest and blob is checked
     * @param includeExternal layers with URLs are copied
     */
    public record CopySettings(
            boolean digestTags,
            boolean referrers,
            List<ReferrerQuery> referrerFilters,
            String referrerSource,
            String referrerTarget,
            boolean referrerSlow,
            String platform,
            List<String> platforms,
            boolean fastCheck,
            boolean forceRecursive,
            boolean includeExternal) {
        public CopySettings {
            referrerFilters = List.copyOf(referrerFilters);
            platforms = List.copyOf(platforms);
        }

        /** True when an image that is equal at the target may still lack something that is wanted (regsync 9.3). */
        public boolean looksIntoEqualImages() {
            return !fastCheck && (forceRecursive || referrers || digestTags);
        }

        CopySettings withReferrerPlaces(String newSource, String newTarget) {
            return new CopySettings(
                    digestTags,
                    referrers,
                    referrerFilters,
                    newSource,
                    newTarget,
                    referrerSlow,
                    platform,
                    platforms,
                    fastCheck,
                    forceRecursive,
                    includeExternal);
        }
    }
}
