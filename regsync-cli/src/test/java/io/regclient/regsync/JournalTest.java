// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static io.regclient.regsync.Mirroring.entry;
import static io.regclient.regsync.Mirroring.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.copy.CopyResult;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncDecision.Settled;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.run.Journal;
import io.regclient.regsync.run.OnceRun;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a journal hears of a run. */
@ExtendWith(RegistryExtension.class)
class JournalTest {
    private final InProcessRegistry registry;

    JournalTest(InProcessRegistry registry) {
        this.registry = registry;
    }

    /** Lines of what was heard. */
    private static final class Heard implements Journal {
        private final List<String> lines = new ArrayList<>();

        private synchronized void add(String what, SyncTask task, String more) {
            lines.add(what + " " + task.target().tag().orElseThrow() + more);
        }

        @Override
        public void decided(SyncTask task, Settled decision) {
            add("decided", task, " " + decision.getClass().getSimpleName());
        }

        @Override
        public void copied(SyncTask task, CopyResult result) {
            add("copied", task, " " + result.manifestsPushed());
        }

        @Override
        public void failed(SyncTask task, IOException failure) {
            add("failed", task, "");
        }

        @Override
        public synchronized void failed(SyncEntry entry, IOException failure) {
            lines.add("failed entry " + entry.type());
        }
    }

    private List<String> hear(String yaml, SyncAction action) throws IOException {
        Heard heard = new Heard();
        try (RunFixture fixture = new RunFixture(registry, new ManualTime(), yaml)) {
            OnceRun run = new OnceRun(fixture.context(false).with(heard));
            assertThatThrownBy(() -> run.run(fixture.entries(), action)).isInstanceOf(IOException.class);
        }
        return heard.lines;
    }

    @Test
    @DisplayName("a journal hears each decision in order, each copy, each failure of an image and of an entry")
    void hearsEverything(TestRepository source, TestRepository target, TestRepository absent) throws IOException {
        source.put(ImageFixture.small(1), "v1", "v2", "v3");
        target.put(ImageFixture.small(1), "v1");
        target.fault("PUT", "manifests/v3$", Occurrence.always(), new Fault.Status(403));
        String yaml = sync(
                entry(source, target, "repository", ""),
                entry(absent, target, "image", ""),
                entry(absent, target, "repository", ""),
                "{source: a, target: b, type: nothing}");

        List<String> check = hear(yaml, SyncAction.CHECK);
        assertThat(check)
                .containsExactly(
                        "decided v1 UpToDate",
                        "decided v2 Copy",
                        "decided v3 Copy",
                        "failed v1",
                        "failed entry repository",
                        "failed entry nothing");

        List<String> once = hear(yaml, SyncAction.COPY);
        assertThat(once).containsAll(check).contains("copied v2 1", "failed v3").hasSize(check.size() + 2);
        assertThat(once).filteredOn(line -> line.startsWith("decided")).isSorted();
        assertThat(once.indexOf("copied v2 1")).isGreaterThan(once.indexOf("decided v2 Copy"));
    }
}
