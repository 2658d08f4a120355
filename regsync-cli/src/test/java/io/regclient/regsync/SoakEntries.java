// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.Fault;
import io.regclient.testing.HostileProxy;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Registries that are good, come and go, hang, lie, babble or take their time, and 200 entries that mirror them. */
final class SoakEntries implements AutoCloseable {
    private static final String TAG = "v1";

    /** What the source of an entry is like, or that its target is a layout. */
    enum Kind {
        GOOD(80),
        LAYOUT(20),
        FLAPPING(40),
        SLOW(20),
        HOSTILE(10),
        BABBLING(10),
        HANGING(20);

        final int count;

        Kind(int count) {
            this.count = count;
        }

        static int total() {
            return Stream.of(values()).mapToInt(kind -> kind.count).sum();
        }

        String repository(int number) {
            return name().toLowerCase(Locale.ROOT) + "/r" + number;
        }

        /** The images of this kind arrive sooner or later. */
        boolean arrives() {
            return compareTo(HOSTILE) < 0;
        }
    }

    private final Path layouts;
    private final InProcessRegistry target = InProcessRegistry.start();
    private final InProcessRegistry good = InProcessRegistry.start();
    private final InProcessRegistry flapping = InProcessRegistry.start();
    private final InProcessRegistry slow = InProcessRegistry.start();
    private final InProcessRegistry lying = InProcessRegistry.start();
    private final HostileProxy hostile = HostileProxy.before(lying);
    private final RawServer babbling;
    private final ServerSocket hanging;

    /** Digest of the newest image of a repository. */
    private final Map<String, String> newest = new HashMap<>();

    private int images;

    SoakEntries(Path directory) throws IOException {
        layouts = directory.resolve("layouts");
        babbling = RawServer.start((request, line, out) -> {
            if (request % 2 == 0) {
                out.write(RawServer.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;"));
                RawServer.endlessly(out, "x");
            }
            out.write(RawServer.bytes("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"));
        });
        // connections come to be and are never accepted: a server that hangs
        hanging = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        slow.faults().on("*", "", new Fault.Delay(Duration.ofSeconds(1)));
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < kind.count; i++) {
                publish(kind, i);
            }
        }
    }

    private void publish(Kind kind, int number) {
        if (kind == Kind.BABBLING || kind == Kind.HANGING) {
            return;
        }
        SampleImage image = ImageFixture.small(++images);
        source(kind).put(kind.repository(number), image, TAG);
        newest.put(kind.repository(number), image.digest().toString());
    }

    private InProcessRegistry source(Kind kind) {
        return switch (kind) {
            case FLAPPING -> flapping;
            case SLOW -> slow;
            case HOSTILE -> lying;
            default -> good;
        };
    }

    private String host(Kind kind) {
        return switch (kind) {
            case HOSTILE -> hostile.host();
            case BABBLING -> babbling.authority();
            case HANGING -> "127.0.0.1:" + hanging.getLocalPort();
            default -> source(kind).host();
        };
    }

    /** A configuration with all entries. */
    String configuration() {
        StringBuilder text = new StringBuilder("creds:\n");
        Stream.concat(Stream.of(Kind.values()).map(this::host), Stream.of(target.host()))
                .distinct()
                .forEach(host -> text.append("  - {registry: '" + host + "', tls: disabled, reqConcurrent: 20}\n"));
        text.append("defaults: {parallel: 32, interval: 1s}\nsync:\n");
        for (Kind kind : Kind.values()) {
            IntStream.range(0, kind.count).forEach(i -> text.append(entry(kind, i)));
        }
        return text.toString();
    }

    private String entry(Kind kind, int number) {
        String repository = kind.repository(number);
        String to = kind == Kind.LAYOUT ? "ocidir://" + layouts.resolve(repository) : target.host() + "/" + repository;
        String limit = kind == Kind.HANGING && number % 2 == 0 ? ", timeout: 3s" : "";
        return "  - {source: '" + host(kind) + "/" + repository + ":" + TAG + "', target: '" + to + ":" + TAG
                + "', type: image" + limit + "}\n";
    }

    /** New images in some repositories, and another lie. */
    void change(int step) {
        for (Kind kind : Kind.values()) {
            if (step % (kind == Kind.SLOW ? 20 : 4) == 0) {
                publish(kind, Math.floorMod(step * 7, kind.count));
            }
        }
        hostile.attack(step, 0, 3);
        for (InProcessRegistry registry : List.of(target, good, slow, lying)) {
            registry.requests().clear();
        }
    }

    /** From now on the flapping registry drops every connection, or answers each request by an error. */
    void breakDown(int step) {
        flapping.faults().on("*", "", step % 2 == 0 ? new Fault.DropBeforeHeaders() : new Fault.Status(503));
    }

    void repair() {
        flapping.faults().clear();
        flapping.requests().clear();
    }

    /** No more trouble than that of servers which never were good. */
    void calm() {
        repair();
        hostile.attack(0, Integer.MAX_VALUE, 0);
    }

    /** Some requests to the repaired registry have their answers. */
    boolean isAsked() {
        return flapping.requests().all().stream().anyMatch(request -> request.status() == 200);
    }

    /** Every target has the newest image of its source; those of the hostile registry may lag behind until it is calm. */
    boolean areServed() throws IOException {
        for (Kind kind : Kind.values()) {
            for (int i = 0; kind.arrives() && i < kind.count; i++) {
                Path layout = targetLayout(kind, i);
                boolean served = Files.exists(layout.resolve("index.json"))
                        && DigestWalk.layoutTags(layout).contains(TAG)
                        && DigestWalk.layoutTag(layout, TAG).equals(newest.get(kind.repository(i)));
                if (!served) {
                    return false;
                }
            }
        }
        return true;
    }

    private Path targetLayout(Kind kind, int number) {
        return (kind == Kind.LAYOUT ? layouts : target.root()).resolve(kind.repository(number));
    }

    /** Whatever has a tag is whole, and no layout has unfinished files. */
    void walk() throws IOException {
        for (Kind kind : Kind.values()) {
            for (int i = 0; i < kind.count; i++) {
                Path layout = targetLayout(kind, i);
                if (Files.exists(layout.resolve("index.json"))) {
                    for (String tag : DigestWalk.layoutTags(layout)) {
                        DigestWalk.layout(layout, tag, DigestWalk.layoutTag(layout, tag));
                    }
                }
            }
        }
        try (Stream<Path> files = Files.walk(layouts)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp") || name.endsWith(".in-use"));
        }
    }

    @Override
    public void close() throws IOException {
        hanging.close();
        babbling.close();
        hostile.close();
        for (InProcessRegistry registry : List.of(target, good, flapping, slow, lying)) {
            registry.close();
        }
    }
}
