// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.SyncDecision.ChoosePlatform;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.regsync.schema.SyncEntry.CopySettings;
import io.regclient.regsync.schema.SyncEntry.RateLimitSettings;
import java.util.Optional;

/**
 * One image to bring up to date: the decision procedure of contract regsync 9 asks nobody, so that every combination of
 * settings can be tried without a registry.
 *
 * @param entry the settings
 * @param source what is copied
 * @param target where to
 * @param action what a run does with an image that differs
 */
public record SyncTask(SyncEntry entry, Ref source, Ref target, SyncAction action) {

    /**
     * What is known about the two sides.
     *
     * @param source digest of the source's top manifest
     * @param mediaType its type
     * @param limited the source announced how many pulls it allows
     * @param target digest of the target's manifest, empty when there is none
     */
    public record Heads(Digest source, String mediaType, boolean limited, Optional<Digest> target) {
        boolean match(Digest wanted) {
            return target.isPresent() && target.get().equals(wanted);
        }
    }

    /** True when an image that the target has under the same tag needs no look at the source. */
    public boolean isImmutable() throws RegistryException {
        Optional<String> tag = source.tag();
        return tag.isPresent() && tag.equals(target.tag()) && entry.isImmutable(tag.get());
    }

    /** True when an image at the target counts, whatever else is wrong there: it may not be replaced as if it were none. */
    public boolean mustKnowTarget() throws RegistryException {
        Optional<String> tag = source.tag();
        return tag.isPresent() && entry.safety().onRetag().get().of(tag.get()).keepsOld();
    }

    /**
     * Decides by the manifests of the two sides (steps 3 to 7).
     *
     * @param sourceHead with a digest
     * @param targetHead with a digest; empty when the target has no such image
     */
    public SyncDecision decide(ManifestHead sourceHead, Optional<ManifestHead> targetHead) throws RegistryException {
        Heads heads = new Heads(
                digest(sourceHead),
                sourceHead.descriptor().mediaType(),
                sourceHead.rateLimit().set(),
                targetHead.map(SyncTask::digest));
        boolean match = heads.match(heads.source());
        if (match && !entry.copy().looksIntoEqualImages()) {
            return new SyncDecision.UpToDate(source, target, heads.source(), Optional.empty());
        }
        if (action.keepsExisting() && heads.target().isPresent()) {
            return new SyncDecision.Exists(source, target, heads.target().get());
        }
        if (!entry.mediaTypes().contains(heads.mediaType())) {
            return new SyncDecision.WrongType(source, heads.mediaType(), entry.mediaTypes());
        }
        if (!entry.copy().platform().isEmpty() && MediaType.isIndex(heads.mediaType())) {
            return new ChoosePlatform(this, heads);
        }
        return transfer(heads, source, heads.source());
    }

    /** Decides for one platform's manifest of the index that the source is (step 6). */
    Settled decide(Heads heads, Digest manifest) throws RegistryException {
        CopySettings copy = entry.copy();
        Ref from = source.addDigest(manifest);
        if (heads.match(manifest) && !copy.effort().forceRecursive().isOn()) {
            return new SyncDecision.UpToDate(from, target, manifest, Optional.of(copy.platform()));
        }
        return transfer(heads, from, manifest);
    }

    private Settled transfer(Heads heads, Ref from, Digest wanted) throws RegistryException {
        boolean match = heads.match(wanted);
        boolean replaces = heads.target().isPresent() && !match;
        Transfer transfer = new Transfer(
                entry,
                from,
                target,
                wanted,
                CopyTerms.of(entry.copy()),
                heads.limited(),
                Optional.of(entry.rateLimit()).filter(RateLimitSettings::isOn).filter(_ -> heads.limited()),
                replaces && !entry.backup().isEmpty() ? Optional.of(Keeping.BY_TEMPLATE) : Optional.empty());
        return match ? new SyncDecision.Refresh(transfer) : new SyncDecision.Copy(transfer, heads.target());
    }

    private static Digest digest(ManifestHead head) {
        return head.descriptor().digest().orElseThrow(() -> new IllegalArgumentException("head without digest"));
    }
}
