// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.copy.CopyOptions;
import io.regclient.error.RegistryException;
import io.regclient.server.SampleImage;
import io.regclient.server.SampleLayer;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.FaultProxy;
import io.regclient.testing.FaultProxy.Kind;
import io.regclient.testing.FaultProxy.Position;
import io.regclient.testing.FaultProxy.Rule;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An image of two platforms is copied between two registries while the network breaks: one fault never harms the copy,
 * a fault that stays is an error and leaves the tag of the target alone. The system property {@code faults.image.mib}
 * sets the size of the image in MiB, default 8.
 */
@Timeout(60)
class CopyFaultsIT {
    private static final int LAYERS = 4;
    private static final AtomicInteger RUNS = new AtomicInteger();
    private static final SampleImage IMAGE = image(Integer.getInteger("faults.image.mib", 8));
    private static final SampleImage BEFORE = ImageFixture.small(99);

    @TempDir
    private static Path directory = Path.of("");

    private static DockerRegistry registry;
    private static FaultProxy source;
    private static FaultProxy target;

    private final String repository = "copy" + RUNS.incrementAndGet();

    /**
     * Requests of a copy.
     *
     * @param atSource which of the two registries
     * @param request regular expression for method and target
     * @param content the request or its answer has content
     */
    record Traffic(boolean atSource, String request, boolean content) {}

    private static final List<Traffic> TRAFFIC = List.of(
            new Traffic(true, "^HEAD .*/manifests/v1 ", false),
            new Traffic(true, "^GET .*/manifests/sha256:" + IMAGE.digest().hex(), true),
            new Traffic(true, "^GET .*/manifests/sha256:(?!" + IMAGE.digest().hex() + ")", true),
            new Traffic(true, "^GET .*/blobs/sha256:" + layer(), true),
            new Traffic(false, "^HEAD .*/manifests/v1 ", false),
            new Traffic(false, "^HEAD .*/blobs/", false),
            new Traffic(false, "^POST .*/blobs/uploads/", false),
            new Traffic(false, "^PUT .*/blobs/uploads/.*" + layer(), true),
            new Traffic(false, "^PATCH .*/blobs/uploads/", true),
            new Traffic(false, "^PUT .*/manifests/sha256:", true),
            new Traffic(false, "^PUT .*/manifests/v1 ", true));

    /** One run. */
    record Fault(Traffic traffic, Kind kind, Position position, int status) {
        Rule rule(int times) {
            return new Rule(traffic.request(), kind, position, status, times);
        }

        boolean inChunks() {
            return traffic.request().startsWith("^PATCH");
        }

        @Override
        public String toString() {
            String what = kind == Kind.STATUS ? "answer " + status : kind + " at the " + position + " byte";
            return what + " of " + (traffic.atSource() ? "the source's " : "the target's ") + traffic.request();
        }
    }

    private static SampleImage image(int mib) {
        SampleImage[] platforms = Stream.of("linux/amd64", "linux/arm64")
                .map(p -> ImageFixture.image(p)
                        .layer(SampleLayer.random(p.hashCode(), (mib << 20) / LAYERS))
                        .layer(SampleLayer.random(p.length() + p.hashCode(), (mib << 20) / LAYERS))
                        .build())
                .toArray(SampleImage[]::new);
        return ImageFixture.index(platforms).build();
    }

    /** Hex digits of the largest blob. */
    private static String layer() {
        return IMAGE.blobs().stream()
                .max((a, b) -> Integer.compare(a.bytes().length, b.bytes().length))
                .orElseThrow()
                .digest()
                .hex();
    }

    static Stream<Fault> passing() {
        List<Fault> faults = new ArrayList<>();
        for (Traffic traffic : TRAFFIC) {
            for (Kind kind : List.of(Kind.RESET, Kind.STALL, Kind.TRUNCATE)) {
                for (Position position : Position.values()) {
                    faults.add(new Fault(traffic, kind, position, 0));
                }
            }
            for (int status : new int[] {429, 500, 503}) {
                faults.add(new Fault(traffic, Kind.STATUS, Position.FIRST, status));
            }
        }
        return faults.stream();
    }

    static Stream<Fault> corrupting() {
        return TRAFFIC.stream()
                .filter(Traffic::content)
                .flatMap(traffic ->
                        Stream.of(Position.values()).map(position -> new Fault(traffic, Kind.CORRUPT, position, 0)));
    }

    static Stream<Fault> lasting() {
        List<Fault> faults = new ArrayList<>();
        for (Traffic traffic : TRAFFIC) {
            boolean head = traffic.request().startsWith("^HEAD");
            if (!head && !traffic.request().contains("/uploads/.*")) {
                faults.add(new Fault(traffic, Kind.RESET, Position.FIRST, 0));
                faults.add(new Fault(traffic, Kind.TRUNCATE, Position.MIDDLE, 0));
                faults.add(new Fault(traffic, Kind.STATUS, Position.FIRST, 503));
                faults.add(new Fault(traffic, Kind.STATUS, Position.FIRST, 403));
            }
        }
        Traffic uploads = new Traffic(false, "^(PUT|PATCH) .*/blobs/uploads/", true);
        for (Kind kind : List.of(Kind.RESET, Kind.STALL, Kind.TRUNCATE, Kind.CORRUPT)) {
            faults.add(new Fault(uploads, kind, Position.MIDDLE, 0));
        }
        faults.add(new Fault(TRAFFIC.get(3), Kind.STALL, Position.LAST, 0));
        faults.add(new Fault(TRAFFIC.get(3), Kind.CORRUPT, Position.LAST, 0));
        return faults.stream();
    }

    @BeforeAll
    static void start() throws IOException {
        registry = DockerRegistry.start(directory, DockerRegistry.Options.OPEN);
        source = FaultProxy.start(registry.name());
        target = FaultProxy.start(registry.name());
        ImageFixture.push(IMAGE, uri(), "source", "v1");
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            source.close();
            target.close();
            registry.close();
        }
    }

    @AfterEach
    void repair() {
        source.set(new Rule("(?!)", Kind.RESET, Position.FIRST, 0, 0));
        target.set(new Rule("(?!)", Kind.RESET, Position.FIRST, 0, 0));
    }

    private static URI uri() {
        return URI.create("http://" + registry.name() + "/");
    }

    private static RegClient client(boolean chunks) {
        HostTable.Builder hosts = HostTable.builder(warning -> {});
        for (FaultProxy proxy : List.of(source, target)) {
            hosts.add(HostConfig.builder(proxy.name()).tls(TlsMode.DISABLED).build());
        }
        return RegClient.builder()
                .hosts(hosts.build())
                .environment(Environment.of(Map.of(), Path.of("/"), Path.of("")))
                .delay(Duration.ofMillis(1), Duration.ofMillis(20))
                .stallFloor(1000, Duration.ofMillis(500))
                .answerTimeout(Duration.ofSeconds(1))
                .blobSizes(1 << 20, chunks ? 1 << 20 : -1, 0)
                .warnings(text -> {})
                .build();
    }

    private void copy(boolean chunks) throws IOException {
        try (RegClient client = client(chunks)) {
            client.copyImage(
                    ref(source.name() + "/source:v1"),
                    ref(target.name() + "/" + repository + ":v1"),
                    CopyOptions.PLAIN);
        }
    }

    private static FaultProxy proxy(Fault fault) {
        return fault.traffic().atSource() ? source : target;
    }

    private void assertCopied() throws IOException {
        DigestWalk.registry(registry.name(), repository, "v1", IMAGE.digest().toString());
    }

    private void assertUntouched() throws IOException {
        DigestWalk.registry(registry.name(), repository, "v1", BEFORE.digest().toString());
    }

    @ParameterizedTest
    @MethodSource("passing")
    @DisplayName("RB-2, RS-1, BL-11, BL-14: one fault does not harm a copy")
    void survives(Fault fault) throws IOException {
        ImageFixture.push(BEFORE, uri(), repository, "v1");
        proxy(fault).set(fault.rule(1));

        copy(fault.inChunks());

        assertThat(proxy(fault).hits()).as("the fault happened").isEqualTo(1);
        assertCopied();
    }

    @ParameterizedTest
    @MethodSource("corrupting")
    @DisplayName("VD-1, MF-5, MF-13: changed content is noticed, and a repetition completes the copy")
    void noticesCorruption(Fault fault) throws IOException {
        ImageFixture.push(BEFORE, uri(), repository, "v1");
        proxy(fault).set(fault.rule(1));
        boolean failed = false;
        try {
            copy(fault.inChunks());
        } catch (RegistryException e) {
            failed = true;
            assertClear(e);
        }
        assertThat(proxy(fault).hits()).as("the fault happened").isEqualTo(1);
        if (failed) {
            if (!fault.traffic().request().contains("/manifests/v1 ")) {
                assertUntouched(); // a registry cannot know that the content of a tag was changed on its way
            }
            copy(fault.inChunks());
        }
        assertCopied();
    }

    @ParameterizedTest
    @MethodSource("lasting")
    @DisplayName("RB-2, IC-10: a fault that stays is an error, and the tag of the target keeps its image")
    void failsClearly(Fault fault) throws IOException {
        ImageFixture.push(BEFORE, uri(), repository, "v1");
        proxy(fault).set(fault.rule(Integer.MAX_VALUE));

        assertClear(failure(() -> copy(fault.inChunks())));

        assertUntouched();
        repair();
        copy(fault.inChunks());
        assertCopied();
    }

    private static void assertClear(RegistryException e) {
        assertThat(e.getMessage()).hasLineCount(1);
        assertThat(e.getMessage())
                .satisfiesAnyOf(
                        text -> assertThat(text).contains(source.name()),
                        text -> assertThat(text).contains(target.name()),
                        text -> assertThat(text).contains("sha256:"));
    }
}
