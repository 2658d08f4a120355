// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.CopyFaultBench.Image;
import io.regclient.CopyFaultBench.Network;
import io.regclient.CopyFaultMatrix.Fault;
import io.regclient.CopyFaultMatrix.Upload;
import io.regclient.error.RegistryException;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.FaultProxy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An image of two platforms is copied between two registries while the network breaks: one fault never harms the copy,
 * a fault that stays is an error and leaves the tag of the target alone. The layer has 24 MiB where one fault comes
 * while it is under way, more than the buffers on its way hold; elsewhere the size makes no difference. The system
 * property {@code faults.layer.mib} sets another size, {@code faults.only} is a regular expression for the names of the
 * faults to try.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class CopyFaultsIT {
    /** Runs at the same time: most of their time they wait. */
    private static final int MAX_BENCHES = 4;

    /** A registry needs a moment to store a large layer, and would be taken for one that hangs. */
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    /** Every fault that hangs costs this, several times over if it stays. */
    private static final Duration LITTLE_PATIENCE = Duration.ofSeconds(1);

    private static final BlockingQueue<CopyFaultBench> BENCHES = new LinkedBlockingQueue<>();
    private static final AtomicInteger STARTED = new AtomicInteger();

    @TempDir
    private static Path directory = Path.of("");

    private static DockerRegistry registry;
    private static Image large;
    private static Image small;

    private CopyFaultBench bench;

    static Stream<Fault> passing() {
        return chosen(CopyFaultMatrix.passing());
    }

    static Stream<Fault> lasting() {
        return chosen(CopyFaultMatrix.lasting());
    }

    static Stream<Fault> harmless() {
        return chosen(CopyFaultMatrix.harmless());
    }

    private static Stream<Fault> chosen(Stream<Fault> faults) {
        Pattern names = Pattern.compile(System.getProperty("faults.only", ""));
        return faults.filter(fault -> names.matcher(fault.toString()).find());
    }

    @BeforeAll
    static void start() throws IOException {
        registry = DockerRegistry.start(directory.resolve("source"), DockerRegistry.Options.OPEN);
        large = Image.create("large", Integer.getInteger("faults.layer.mib", 24) << 20, 1 << 20, PATIENCE, registry);
        small = Image.create("small", 1 << 18, 1 << 18, LITTLE_PATIENCE, registry);
    }

    @AfterAll
    static void stop() {
        BENCHES.forEach(CopyFaultBench::close);
        if (registry != null) {
            registry.close();
        }
    }

    @BeforeEach
    void take() throws IOException, InterruptedException {
        CopyFaultBench idle = BENCHES.poll();
        if (idle == null) {
            int number = STARTED.incrementAndGet();
            idle = number <= MAX_BENCHES
                    ? new CopyFaultBench(registry, directory.resolve("target" + number))
                    : BENCHES.take();
        }
        bench = idle;
        bench.reset();
    }

    @AfterEach
    void giveBack() {
        bench.repair();
        BENCHES.add(bench);
    }

    private void copy(Fault fault, Image image) throws IOException {
        boolean chunks = fault.traffic().upload() == Upload.CHUNKS;
        bench.copy(image, bench.network(fault.needsLogin()), chunks);
        bench.assertCopied(image);
    }

    private FaultProxy breakNetwork(Fault fault, Image image, int times) {
        Network network = bench.network(fault.needsLogin());
        FaultProxy proxy = fault.traffic().atSource() ? network.source() : network.target();
        proxy.set(fault.rule(image.expand(fault.traffic().request()), times));
        return proxy;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("passing")
    @DisplayName("RB-2, RS-1, AU-13, BL-11, BL-14, VD-1, MF-5, MF-13: one fault does not harm a copy")
    void survives(Fault fault) throws IOException {
        Image image = fault.isInLayer() ? large : small;
        FaultProxy proxy = breakNetwork(fault, image, 1);

        copy(fault, image);

        assertThat(proxy.hits()).as("the fault happened").isEqualTo(1);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("lasting")
    @DisplayName("RB-2, IC-10: a fault that stays is an error, and the tag of the target keeps its image")
    void failsClearly(Fault fault) throws IOException {
        FaultProxy proxy = breakNetwork(fault, small, Integer.MAX_VALUE);

        RegistryException e = failure(() -> copy(fault, small));

        assertThat(proxy.hits()).as("the fault happened").isPositive();
        assertThat(e.getMessage()).hasLineCount(1);
        assertThat(e.getMessage())
                .satisfiesAnyOf(
                        text -> assertThat(text).contains(proxy.name()),
                        text -> assertThat(text).contains("sha256:"));
        bench.assertUntouched();
        bench.repair();
        copy(fault, small);
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("harmless")
    @DisplayName("IC-2, BL-19: an answer that only saves work is not missed")
    void doesWithout(Fault fault) throws IOException {
        FaultProxy proxy = breakNetwork(fault, small, Integer.MAX_VALUE);

        copy(fault, small);

        assertThat(proxy.hits()).as("the fault happened").isPositive();
    }

    @ParameterizedTest
    @EnumSource(Upload.class)
    @DisplayName("the matrix has every request a copy makes")
    void knowsAllRequests(Upload upload) throws IOException {
        Network network = bench.network(true);
        bench.copy(small, network, upload == Upload.CHUNKS);

        assertKnown(network.source(), true);
        assertKnown(network.target(), false);
    }

    private static void assertKnown(FaultProxy proxy, boolean atSource) {
        List<Pattern> known = CopyFaultMatrix.TRAFFIC.stream()
                .filter(traffic -> traffic.atSource() == atSource)
                .map(traffic -> Pattern.compile(
                        small.expand(traffic.request().replace("LAYER", "").replace("CONFIG", ""))))
                .toList();
        assertThat(proxy.requests())
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(known).anyMatch(p -> p.matcher(line).find()));
    }
}
