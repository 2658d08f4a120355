// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.http.HttpReply;
import io.regclient.model.Manifest;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many changes of one referrers list at a time, against a registry that keeps manifests by tag or digest. */
@Timeout(60)
class ReferrerConcurrencyTest {
    private static final Manifest SUBJECT = Samples.image("subject");
    private static final String TAG =
            "/v2/app/manifests/sha256-" + SUBJECT.digest().hex();

    private final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    private volatile Consumer<String> onList = method -> {};

    private RegistryScheme scheme() {
        return new RegistryScheme(
                this::send,
                name -> ScriptedRegistry.host(0, 0, ""),
                (name, mirrors) -> List.of(),
                () -> {},
                new ManualTime(),
                RegistrySchemeOptions.DEFAULT);
    }

    private HttpReply send(HttpCall call) throws IOException {
        String target = ScriptedRegistry.target(call);
        if (target.equals(TAG)) {
            onList.accept(call.method());
        }
        return switch (call.method()) {
            case "PUT" -> {
                try (InputStream in = call.body().orElseThrow().source().open()) {
                    manifests.put(target, in.readAllBytes());
                }
                yield reply(201, target, new byte[0]);
            }
            case "DELETE" -> {
                manifests.remove(target);
                yield reply(202, target, new byte[0]);
            }
            default -> {
                byte[] found = manifests.get(target);
                if (found == null) {
                    throw RegistryException.ofStatus(ErrorKind.NOT_FOUND, 404, "not found [http 404]");
                }
                yield reply(200, target, found);
            }
        };
    }

    private static HttpReply reply(int status, String target, byte[] body) throws RegistryException {
        Map<String, List<String>> headers = body.length == 0
                ? Map.of()
                : Map.of(
                        "Content-Type",
                        List.of(Manifest.parse("", Optional.empty(), body).mediaType()));
        return new ScriptedReply(status, ScriptedRegistry.BASE + target, HOST, headers, body);
    }

    private static Manifest referrer(int i) throws RegistryException {
        return Samples.referrer(SUBJECT, "text/" + i, Map.of());
    }

    private static void runAll(List<Callable<Void>> work) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(work.size())) {
            for (Future<Void> done : pool.invokeAll(work)) {
                done.get(30, TimeUnit.SECONDS);
            }
        }
    }

    private List<String> listed(RegistryScheme scheme) throws IOException {
        return scheme
                .listReferrers(REPO.withDigest(SUBJECT.digest().toString()), ReferrerQuery.ALL)
                .descriptors()
                .stream()
                .map(d -> d.artifactType())
                .toList();
    }

    @Test
    @DisplayName("24.G 113, RF-6: 20 pushes at a time make 20 entries")
    void concurrentPushes() throws Exception {
        RegistryScheme scheme = scheme();
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Manifest referrer = referrer(i);
            work.add(() -> {
                scheme.putManifest(REPO.withTag("t" + referrer.digest().hex()), referrer, ManifestPut.child());
                return null;
            });
        }
        runAll(work);
        assertThat(listed(scheme)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("register 21, RF-8: removals and pushes at a time do not lose each other's changes")
    void concurrentRemovals() throws Exception {
        RegistryScheme scheme = scheme();
        for (int i = 0; i < 10; i++) {
            scheme.putManifest(REPO.withDigest(referrer(i).digest().toString()), referrer(i), ManifestPut.child());
        }
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Manifest old = referrer(i);
            Manifest added = referrer(i + 10);
            work.add(() -> {
                scheme.deleteManifest(REPO.withDigest(old.digest().toString()), ManifestDelete.withReferrers());
                return null;
            });
            work.add(() -> {
                scheme.putManifest(REPO.withDigest(added.digest().toString()), added, ManifestPut.child());
                return null;
            });
        }
        runAll(work);
        assertThat(listed(scheme))
                .containsExactlyInAnyOrder(
                        "text/10", "text/11", "text/12", "text/13", "text/14", "text/15", "text/16", "text/17",
                        "text/18", "text/19");
    }

    @Test
    @DisplayName(
            "RF-7: of two processes that change a list at the same moment the overwritten one adds its entry again")
    void twoProcesses() throws Exception {
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        CyclicBarrier bothHaveWritten = new CyclicBarrier(2);
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger writes = new AtomicInteger();
        onList = method -> {
            if (method.equals("PUT") && writes.incrementAndGet() <= 2) {
                await(bothHaveRead);
            }
            int read = method.equals("GET") ? reads.incrementAndGet() : 0;
            if (read == 3 || read == 4) {
                await(bothHaveWritten);
            }
        };
        List<Callable<Void>> work = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Manifest referrer = referrer(i);
            RegistryScheme process = scheme();
            work.add(() -> {
                process.putManifest(REPO.withTag("t" + referrer.digest().hex()), referrer, ManifestPut.child());
                return null;
            });
        }
        runAll(work);
        assertThat(writes).hasValue(3);
        assertThat(listed(scheme())).containsExactlyInAnyOrder("text/0", "text/1");
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
