// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.digest.Digest;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.prune.Pruning.Mode;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.state.MemoryState;
import io.regclient.regsync.state.Move;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.ManualTime;
import io.regclient.testing.TestRepository;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A repository and its mirror, which has a tag too many, and what runs that delete tags remember.
 *
 * @param old the image of all tags
 */
record PrunedMirror(TestRepository source, TestRepository target, MemoryState state, SampleImage old) {
    /** Three tags on both sides, and {@code gone} at the target alone. */
    static PrunedMirror of(TestRepository source, TestRepository target) {
        SampleImage old = ImageFixture.small(1);
        source.put(old, "v1", "v2", "v3");
        target.put(old, "v1", "v2", "v3", "gone");
        return new PrunedMirror(source, target, new MemoryState(), old);
    }

    /** A run that has begun. */
    void run(Mode mode, String yaml, long number, Journal journal) throws IOException {
        try (RunFixture run = new RunFixture(target.registry(), new ManualTime(), yaml)) {
            RunState memory = new RunState(state, number, Ticker.system(), RunFixture.NAMES);
            SyncAction action = mode == Mode.PLAN ? SyncAction.PLAN : SyncAction.COPY;
            new OnceRun(run.pruning(memory, mode, journal)).run(run.entries(), action);
        }
    }

    /** A run whose number is given. */
    long begin() throws IOException {
        return state.beginRun("once", Instant.now());
    }

    /** Deletions: tag, image and how they ended. */
    List<String> ledger() throws IOException {
        return state.history(target.fullName(), Optional.empty(), 100).stream()
                .filter(row -> row.move().kind() == Move.Kind.DELETE)
                .map(row -> row.move().tag() + " "
                        + row.move().from().map(Digest::toString).orElse("-") + " "
                        + row.end().word())
                .toList();
    }
}
