// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import io.regclient.regsync.config.SyncEntry.RateLimitSettings;
import io.regclient.scheme.ReferrerQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The keys an entry takes from {@code defaults} when it does not set them itself (contract regsync 4). A switch that is
 * not set is empty, which is not the same as false.
 *
 * @param digestTags also tags named after digests
 * @param referrers also referrers
 * @param referrerFilters a list replaces a list; empty when absent
 * @param referrerSource repository referrers are read from
 * @param referrerTarget repository referrers are written to
 * @param referrerSlow no effect
 * @param fastCheck an existing equal image is not looked into
 * @param forceRecursive every manifest and blob is checked
 * @param includeExternal layers with URLs are copied
 * @param backup template of the backup tag
 * @param interval time between runs, zero for none
 * @param schedule cron expression, empty for none
 * @param rateLimit when to wait; zero values are not set
 * @param mediaTypes media types that are copied, empty when not set
 * @param hooks never run
 */
public record Inherited(
        Optional<Boolean> digestTags,
        Optional<Boolean> referrers,
        Optional<List<ReferrerQuery>> referrerFilters,
        String referrerSource,
        String referrerTarget,
        Optional<Boolean> referrerSlow,
        Optional<Boolean> fastCheck,
        Optional<Boolean> forceRecursive,
        Optional<Boolean> includeExternal,
        String backup,
        Duration interval,
        String schedule,
        RateLimitSettings rateLimit,
        List<String> mediaTypes,
        Hooks hooks) {

    /** Nothing is set. */
    static final Inherited NONE = new Inherited(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            Duration.ZERO,
            "",
            new RateLimitSettings(0, Duration.ZERO),
            List.of(),
            Hooks.NONE);

    public Inherited {
        referrerFilters = referrerFilters.map(List::copyOf);
        mediaTypes = List.copyOf(mediaTypes);
    }

    /** These settings, and the defaults where they are not set. */
    Inherited over(Inherited defaults) {
        boolean timed = !schedule.isEmpty() || !interval.isZero();
        boolean defaultSchedule = !defaults.schedule.isEmpty();
        return new Inherited(
                digestTags.or(defaults::digestTags),
                referrers.or(defaults::referrers),
                referrerFilters.or(defaults::referrerFilters),
                first(referrerSource, defaults.referrerSource),
                first(referrerTarget, defaults.referrerTarget),
                referrerSlow.or(defaults::referrerSlow),
                fastCheck.or(defaults::fastCheck),
                forceRecursive.or(defaults::forceRecursive),
                includeExternal.or(defaults::includeExternal),
                first(backup, defaults.backup),
                timed || defaultSchedule ? interval : defaults.interval,
                timed ? schedule : defaults.schedule,
                rateLimit.over(defaults.rateLimit),
                mediaTypes.isEmpty() ? defaults.mediaTypes : mediaTypes,
                hooks.over(defaults.hooks));
    }

    /** The settings with the shortest allowed time between two looks at a rate limit. */
    Inherited withRetryFloor() {
        return new Inherited(
                digestTags,
                referrers,
                referrerFilters,
                referrerSource,
                referrerTarget,
                referrerSlow,
                fastCheck,
                forceRecursive,
                includeExternal,
                backup,
                interval,
                schedule,
                rateLimit.withRetryFloor(),
                mediaTypes,
                hooks);
    }

    private static String first(String own, String fallback) {
        return own.isEmpty() ? fallback : own;
    }
}
