// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;

import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.copy.CopyOptions;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.DockerRegistry;
import io.regclient.testing.FaultProxy;
import io.regclient.testing.FaultProxy.Rule;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.TokenGate;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A place to copy an image: a registry that holds it, an empty registry, and a breakable network around each. */
final class CopyFaultBench implements AutoCloseable {
    private static final SampleImage BEFORE = ImageFixture.small(99);

    private final Path data;
    private final DockerRegistry registry;
    private final Network open;
    private final Network guarded;
    private int runs;

    /** The proxies of both registries; with a gate they ask for tokens. */
    record Network(FaultProxy source, FaultProxy target, TokenGate gate) {}

    /**
     * What a run copies; the bytes are in the source only.
     *
     * @param repository name at the source
     * @param index digest of the index
     * @param layer digest of the largest layer, which the faults of layers hit
     * @param config digest of a config
     * @param layerSize bytes of the largest layer
     * @param patience how long an answer or the next bytes may take
     */
    record Image(String repository, String index, String layer, String config, int layerSize, Duration patience) {
        /**
         * Makes an image of two platforms with two layers each and pushes it.
         *
         * @param layerSize bytes of one layer
         * @param otherSize bytes of each other layer
         */
        static Image create(
                String repository, int layerSize, int otherSize, Duration patience, DockerRegistry registry) {
            SampleImage image = ImageFixture.index(
                            platform("linux/amd64", layerSize, otherSize),
                            platform("linux/arm64", otherSize, otherSize))
                    .build();
            ImageFixture.push(image, uri(registry), repository, "v1");
            SampleImage.Content[] blobs = image.blobs().toArray(SampleImage.Content[]::new);
            return new Image(
                    repository,
                    image.digest().toString(),
                    pick(blobs, Comparator.reverseOrder()),
                    pick(blobs, Comparator.naturalOrder()),
                    layerSize,
                    patience);
        }

        private static SampleImage platform(String name, int firstLayer, int secondLayer) {
            return ImageFixture.image(name)
                    .layer(SampleLayer.random(name.hashCode(), firstLayer))
                    .layer(SampleLayer.random(name.hashCode() + 1, secondLayer))
                    .build();
        }

        private static String pick(SampleImage.Content[] blobs, Comparator<Integer> size) {
            return Stream.of(blobs)
                    .min(Comparator.comparing(blob -> blob.bytes().length, size))
                    .orElseThrow()
                    .digest()
                    .toString();
        }

        String expand(String request) {
            return request.replace("INDEX", hex(index))
                    .replace("LAYER", hex(layer))
                    .replace("CONFIG", hex(config));
        }

        private static String hex(String digest) {
            return digest.substring(digest.indexOf(':') + 1);
        }
    }

    /**
     * Starts an empty registry in a directory of its own.
     *
     * @param source registry with the images
     */
    CopyFaultBench(DockerRegistry source, Path directory) throws IOException {
        data = directory.resolve("data");
        registry = DockerRegistry.start(directory, DockerRegistry.Options.OPEN);
        TokenGate gate = new TokenGate();
        open = new Network(FaultProxy.start(source.name()), FaultProxy.start(registry.name()), gate);
        guarded = new Network(FaultProxy.start(source.name(), gate), FaultProxy.start(registry.name(), gate), gate);
    }

    private static URI uri(DockerRegistry registry) {
        return URI.create("http://" + registry.name() + "/");
    }

    Network network(boolean login) {
        return login ? guarded : open;
    }

    /** Empties the registry: a blob it knew already could hide that a wrong one came. Then gives the tag an image. */
    void reset() throws IOException {
        repair();
        runs++;
        if (Files.exists(data)) {
            // a request that was given up may still write; what it writes from now on is in another directory
            Path old = Files.move(data, data.resolveSibling("old" + runs));
            try (Stream<Path> all = Files.walk(old)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
        ImageFixture.push(BEFORE, uri(registry), repository(), "v1");
    }

    void repair() {
        for (Network network : List.of(open, guarded)) {
            network.source().set(Rule.NONE);
            network.target().set(Rule.NONE);
        }
    }

    private String repository() {
        return "copy" + runs;
    }

    void copy(Image image, Network network, boolean chunks) throws IOException {
        try (RegClient client =
                client(network, image.patience(), chunks ? Math.max(image.layerSize() / 2, 1 << 16) : -1)) {
            client.images()
                    .copy(
                            ref(network.source().name() + "/" + image.repository() + ":v1"),
                            ref(network.target().name() + "/" + repository() + ":v1"),
                            CopyOptions.PLAIN);
        }
    }

    private RegClient client(Network network, Duration patience, long chunk) {
        HostTable.Builder hosts = HostTable.builder(warning -> {});
        for (FaultProxy proxy : List.of(network.source(), network.target())) {
            hosts.add(HostConfig.builder(proxy.name())
                    .tls(TlsMode.DISABLED)
                    .user(TokenGate.USER)
                    .pass(TokenGate.PASSWORD)
                    .build());
        }
        Ticker clock = network.equals(guarded) ? network.gate().clock() : Ticker.system();
        return RegClient.builder()
                .hosts(hosts.build())
                .environment(Environment.of(Map.of(), Path.of("/"), Path.of("")))
                .ticker(clock)
                .delay(Duration.ofMillis(1), Duration.ofMillis(20))
                .stallFloor(1000, patience)
                .answerTimeout(patience)
                .blobSizes(chunk < 0 ? 8 << 20 : chunk, chunk, 0)
                .warnings(text -> {})
                .build();
    }

    void assertCopied(Image image) throws IOException {
        DigestWalk.registry(registry.name(), repository(), "v1", image.index());
    }

    void assertUntouched() throws IOException {
        DigestWalk.registry(registry.name(), repository(), "v1", BEFORE.digest().toString());
    }

    @Override
    public void close() {
        for (Network network : List.of(open, guarded)) {
            network.source().close();
            network.target().close();
        }
        registry.close();
    }
}
