// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.safeguard.RunState;
import io.regclient.regsync.safeguard.ServerClocks;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.ImageAt;
import io.regclient.regsync.state.MemoryState;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Runs of configurations with a memory and a clock, told as what was decided or went wrong. */
final class SafeguardRuns {
    final MemoryState state = new MemoryState();
    final ManualTime time = new ManualTime();
    private final InProcessRegistry registry;
    private Optional<ServerClocks> servers = Optional.empty();

    SafeguardRuns(InProcessRegistry registry) {
        this.registry = registry;
    }

    /** From now on the clock starts as the registry's, which counts. */
    void followRegistry() {
        servers = Optional.of(new ServerClocks());
        time.advance(Duration.between(time.now(), Instant.now()));
    }

    private static final class Heard implements Journal {
        private final TreeMap<String, String> byTag = new TreeMap<>();

        private synchronized void add(SyncTask task, String what) {
            byTag.put(task.target().tag().orElseThrow(), what);
        }

        @Override
        public void decided(SyncTask task, Settled decision) {
            add(task, decision.getClass().getSimpleName());
        }

        @Override
        public void failed(SyncTask task, IOException failure) {
            add(task, "failed: " + RegistryException.describe(failure));
        }
    }

    /** A run; tells of each tag of the targets the decision or the failure. */
    List<String> run(String yaml, SyncAction action) throws IOException {
        return run(yaml, action, true);
    }

    /** A run without a memory. */
    List<String> forgetful(String yaml) throws IOException {
        return run(yaml, SyncAction.COPY, false);
    }

    List<String> once(String yaml) throws IOException {
        return run(yaml, SyncAction.COPY);
    }

    private List<String> run(String yaml, SyncAction action, boolean remembers) throws IOException {
        Heard heard = new Heard();
        try (RunFixture fixture = new RunFixture(registry, time, yaml)) {
            new OnceRun((remembers ? fixture.remembering(memory()) : fixture.context(false)).with(heard))
                    .run(fixture.entries(), action);
        } catch (IOException e) {
            if (heard.byTag.values().stream().noneMatch(line -> line.startsWith("failed"))) {
                throw e;
            }
        }
        return heard.byTag.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .toList();
    }

    private RunState memory() {
        return new RunState(state, 1, time, RunFixture.NAMES, servers);
    }

    /** An image under a tag, by the name the state knows the repository by. */
    static ImageAt image(TestRepository repository, String tag, Digest digest) {
        return new ImageAt(repository.fullName(), new Tag(tag), digest);
    }

    /** What waits: tag, reason, and when that ends. */
    List<String> held() throws IOException {
        return state.held().stream().map(SafeguardRuns::text).toList();
    }

    /** Somebody lets through what waits for a tag. */
    void release(String tag) throws IOException {
        for (Hold hold : state.held()) {
            if (hold.image().tag().name().equals(tag)) {
                state.release(hold.image(), time.now());
            }
        }
    }

    private static String text(Hold hold) {
        return hold.image().tag() + " " + hold.reason().word()
                + hold.until().map(time -> " " + time).orElse("");
    }
}
