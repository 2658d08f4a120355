// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.model.Descriptor;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.NewRepository;
import io.regclient.scheme.ReferrerQuery;
import java.util.List;
import java.util.Optional;

/**
 * What is copied besides the image, and how (contract section 15; regctl section 10).
 *
 * @param referrers which referrers are copied with every manifest, one filter must match; empty for none
 * @param referrerSource repository the referrers are listed and read from, instead of the source
 * @param referrerTarget repository the referrers are written to, instead of the target
 * @param digestTags copy tags that start with the digest of a copied manifest (IC-14)
 * @param platforms entries of an index that are copied, exact match; an empty one keeps entries without platform (IC-6)
 * @param fastCheck an equal digest at the target ends the copy whatever else was asked for (IC-3)
 * @param forceRecursive look at every nested manifest and blob and push all manifests again (IC-16)
 * @param includeExternal copy layers that have URLs (IC-8)
 * @param child the image becomes part of something else: a layout does not list it (IC-15)
 * @param listener hears about progress
 * @param blobHook sees the content of every transferred blob
 * @param newRepository the target's repository, when it was not there before: no blob is looked for in it
 * @param dryRun hears what would be written; then nothing is, not even an upload is begun
 */
public record CopyOptions(
        List<ReferrerQuery> referrers,
        Optional<Ref> referrerSource,
        Optional<Ref> referrerTarget,
        boolean digestTags,
        List<Optional<Platform>> platforms,
        boolean fastCheck,
        boolean forceRecursive,
        boolean includeExternal,
        boolean child,
        ProgressListener listener,
        BlobHook blobHook,
        Optional<NewRepository> newRepository,
        Optional<PlanListener> dryRun) {
    /** The image alone. */
    public static final CopyOptions PLAIN = builder().build();

    public CopyOptions {
        referrers = List.copyOf(referrers);
        platforms = List.copyOf(platforms);
    }

    /** True when the entry of an index is copied (IC-6). */
    public boolean wants(Descriptor entry) {
        return platforms.isEmpty() || platforms.stream().anyMatch(wanted -> matches(wanted, entry.platform()));
    }

    private static boolean matches(Optional<Platform> wanted, Optional<Platform> found) {
        if (wanted.isEmpty()) {
            return found.filter(platform -> !platform.os().isEmpty()).isEmpty();
        }
        return found.filter(wanted.get()::matches).isPresent();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.referrers = referrers;
        builder.referrerSource = referrerSource;
        builder.referrerTarget = referrerTarget;
        builder.digestTags = digestTags;
        builder.platforms = platforms;
        builder.fastCheck = fastCheck;
        builder.forceRecursive = forceRecursive;
        builder.includeExternal = includeExternal;
        builder.child = child;
        builder.listener = listener;
        builder.blobHook = blobHook;
        builder.newRepository = newRepository;
        builder.dryRun = dryRun;
        return builder;
    }

    /** True when a manifest with the wanted digest at the target is all there is to do (IC-3). */
    boolean endsAtEqualDigest() {
        return fastCheck || !(forceRecursive || digestTags || !referrers.isEmpty());
    }

    /** Collects options; everything is off at first. */
    public static final class Builder {
        private List<ReferrerQuery> referrers = List.of();
        private Optional<Ref> referrerSource = Optional.empty();
        private Optional<Ref> referrerTarget = Optional.empty();
        private boolean digestTags;
        private List<Optional<Platform>> platforms = List.of();
        private boolean fastCheck;
        private boolean forceRecursive;
        private boolean includeExternal;
        private boolean child;
        private ProgressListener listener = ProgressListener.NONE;
        private BlobHook blobHook = BlobHook.NONE;
        private Optional<NewRepository> newRepository = Optional.empty();
        private Optional<PlanListener> dryRun = Optional.empty();

        private Builder() {}

        /** All referrers. */
        public Builder referrers() {
            return referrers(List.of());
        }

        /** Referrers that pass one of the filters; no filter lets all pass. */
        public Builder referrers(List<ReferrerQuery> filters) {
            referrers = filters.isEmpty() ? List.of(ReferrerQuery.ALL) : filters;
            return this;
        }

        public Builder referrerSource(Ref repository) {
            referrerSource = Optional.of(repository);
            return this;
        }

        public Builder referrerTarget(Ref repository) {
            referrerTarget = Optional.of(repository);
            return this;
        }

        public Builder digestTags(boolean on) {
            digestTags = on;
            return this;
        }

        public Builder platforms(List<Optional<Platform>> wanted) {
            platforms = wanted;
            return this;
        }

        public Builder fastCheck(boolean on) {
            fastCheck = on;
            return this;
        }

        public Builder forceRecursive(boolean on) {
            forceRecursive = on;
            return this;
        }

        public Builder includeExternal(boolean on) {
            includeExternal = on;
            return this;
        }

        public Builder child(boolean on) {
            child = on;
            return this;
        }

        public Builder listener(ProgressListener progress) {
            listener = progress;
            return this;
        }

        public Builder blobHook(BlobHook hook) {
            blobHook = hook;
            return this;
        }

        public Builder newRepository(Optional<NewRepository> target) {
            newRepository = target;
            return this;
        }

        public Builder dryRun(PlanListener plan) {
            dryRun = Optional.of(plan);
            return this;
        }

        public CopyOptions build() {
            return new CopyOptions(
                    referrers,
                    referrerSource,
                    referrerTarget,
                    digestTags,
                    platforms,
                    fastCheck,
                    forceRecursive,
                    includeExternal,
                    child,
                    listener,
                    blobHook,
                    newRepository,
                    dryRun);
        }
    }
}
