// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.RegClient;
import io.regclient.kit.schema.Parsed;
import io.regclient.ref.Ref;
import io.regclient.regsync.gate.ImageGate;
import io.regclient.regsync.gate.Verdict;
import io.regclient.regsync.keyless.TrustedRoots;
import io.regclient.regsync.plan.SyncDecision.Copy;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.schema.SignatureRules;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Lets images through that have a right signature (key {@code gates.cosign}). Keys and trusted roots are read anew each
 * time: they are small, and a server takes up new ones. Nothing else is remembered, because signatures come and go.
 * Thread-safe.
 */
public final class CosignGate implements ImageGate {
    private final RegClient client;
    private final InstantSource clock;
    private Optional<TrustedRoots> roots = Optional.empty();

    /**
     * Makes the gate.
     *
     * @param clock by which signatures may be too young
     */
    public CosignGate(RegClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Verdict look(SyncTask task, Copy copy) throws IOException {
        Optional<SignatureRules> wanted = task.entry().safety().gates().get().cosign();
        if (wanted.isEmpty()) {
            return Verdict.allow();
        }
        Ref source = copy.what().source();
        Optional<Parsed<Ref>> place = task.entry().copy().parsedReferrerSource();
        Ref referrers = place.isPresent() ? place.get().get() : source;
        return verifier(wanted.get())
                .verify(client, source, referrers, copy.what().digest(), clock.instant());
    }

    private CosignVerifier verifier(SignatureRules rules) throws IOException {
        return rules.keyless().isPresent()
                ? CosignVerifier.of(rules.keyless().get(), roots(), rules.repository())
                : CosignVerifier.of(rules.keys(), rules.repository());
    }

    /** Not made before it is needed: a library of 15 MB comes with it. */
    private synchronized TrustedRoots roots() {
        if (roots.isEmpty()) {
            roots = Optional.of(new TrustedRoots());
        }
        return roots.get();
    }
}
