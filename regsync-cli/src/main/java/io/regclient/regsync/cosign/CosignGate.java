// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.RegClient;
import io.regclient.kit.schema.Parsed;
import io.regclient.ref.Ref;
import io.regclient.regsync.gate.ImageGate;
import io.regclient.regsync.gate.Verdict;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.schema.Gates.Cosign;
import java.io.IOException;
import java.util.Optional;

/**
 * Lets images through that have a right signature (key {@code gates.cosign}). Keys are read anew each time: they are
 * small, and a server takes up new ones. Nothing is remembered, because signatures come and go. Thread-safe.
 */
public final class CosignGate implements ImageGate {
    private final RegClient client;

    public CosignGate(RegClient client) {
        this.client = client;
    }

    @Override
    public Verdict look(SyncTask task, Copy copy) throws IOException {
        Optional<Cosign> wanted = task.entry().safety().gates().get().cosign();
        if (wanted.isEmpty()) {
            return Verdict.allow();
        }
        Ref source = copy.what().source();
        Optional<Parsed<Ref>> place = task.entry().copy().parsedReferrerSource();
        Ref referrers = place.isPresent() ? place.get().get() : source;
        CosignVerifier verifier =
                CosignVerifier.of(wanted.get().keys(), wanted.get().identity());
        Optional<String> refusal =
                verifier.verify(client, source, referrers, copy.what().digest());
        return refusal.isPresent() ? new Verdict.Deny("cosign", refusal.get()) : Verdict.allow();
    }
}
