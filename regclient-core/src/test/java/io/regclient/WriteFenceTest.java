// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.copy.CopyOptions;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.fence.FenceScope;
import io.regclient.fence.WriteFence;
import io.regclient.kit.service.TaskThreads;
import io.regclient.ref.Ref;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that somebody else has taken over changes no name any more: docs/regsync-server-instances.md. */
class WriteFenceTest extends TwoRegistries {
    private static final String LOST = "somebody else has it";

    @TempDir
    private Path directory = Path.of("");

    private final AtomicInteger asked = new AtomicInteger();

    /** Open so many times. */
    private WriteFence open(int times) {
        return () -> {
            if (asked.incrementAndGet() > times) {
                throw RegistryException.of(ErrorKind.CANCELED, LOST);
            }
        };
    }

    @Test
    @DisplayName("a copy asks before each manifest, whichever thread sends it")
    void copies() throws Exception {
        try (RegClient client = ClientFixture.client(one, two)) {
            FenceScope.run(
                    open(Integer.MAX_VALUE),
                    () -> client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN));
        }
        assertThat(asked).hasValue(two.requests().count("PUT", "/manifests/")).hasPositiveValue();
    }

    @Test
    @DisplayName("a lost copy sends blobs and no manifest, and does not ask again")
    void refuses() throws Exception {
        try (RegClient client = ClientFixture.client(one, two)) {
            assertThatThrownBy(() -> FenceScope.run(
                            open(0),
                            () -> client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN)))
                    .hasMessageContaining(LOST)
                    .isInstanceOfSatisfying(
                            RegistryException.class,
                            e -> assertThat(e.is(ErrorKind.CANCELED)).isTrue());
        }
        assertThat(two.requests().count("PUT", "/manifests/")).isZero();
        assertThat(asked).hasValue(1);
    }

    @Test
    @DisplayName("each try of a request is asked for, not only the first one")
    void everyTry() throws Exception {
        two.faults().on("PUT", "/manifests/", Occurrence.first(1), new Fault.Status(503));
        try (RegClient client = ClientFixture.client(one, two)) {
            assertThatThrownBy(() -> FenceScope.run(
                            open(1),
                            () -> client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN)))
                    .hasMessageContaining(LOST);
        }
        assertThat(two.requests().count("PUT", "/manifests/")).isEqualTo(1);
    }

    @Test
    @DisplayName("tags and manifests are not deleted any more")
    void deletes() throws Exception {
        try (RegClient client = ClientFixture.client(one, two)) {
            assertThatThrownBy(() -> FenceScope.run(open(0), () -> client.tags().delete(ref(one, "app:v1"))))
                    .hasMessageContaining(LOST);
        }
        assertThat(one.requests().count("DELETE", "/manifests/")).isZero();
    }

    @Test
    @DisplayName("a layout keeps its index")
    void layouts() throws Exception {
        Ref target = ref("ocidir://" + directory.resolve("layout") + ":v1");
        try (RegClient client = ClientFixture.client(one, two)) {
            client.images().copy(ref(one, "app:v1"), target, CopyOptions.PLAIN);
            Path index = directory.resolve("layout/index.json");
            String before = Files.readString(index);
            assertThatThrownBy(() -> FenceScope.run(open(0), () -> client.tags().delete(target)))
                    .hasMessageContaining(LOST);
            assertThatThrownBy(() -> FenceScope.run(
                            open(0),
                            () -> client.images().copy(ref(one, "app:v1"), target.withTag("v2"), CopyOptions.PLAIN)))
                    .hasMessageContaining(LOST);
            assertThat(index).hasContent(before);
        }
    }

    @Test
    @DisplayName("the tasks of a job on shared threads are behind its fence, those of others are not")
    void tasks() throws Exception {
        TaskThreads threads = new TaskThreads("test-", 4);
        FenceScope.run(open(Integer.MAX_VALUE), () -> {
            var batch = threads.batch();
            batch.step(WriteFenceTest::ask).start();
            assertThat(batch.ahead(WriteFenceTest::ask).startIfSpare()).isTrue();
            batch.await();
        });
        var batch = threads.batch();
        batch.step(WriteFenceTest::ask).start();
        batch.await();
        assertThat(asked).hasValue(2);
    }

    private static void ask() {
        try {
            FenceScope.requireOpen();
        } catch (RegistryException e) {
            throw new AssertionError(e);
        }
    }
}
