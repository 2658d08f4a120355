// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.scheme.ManifestPut;
import io.regclient.stream.BlobSource;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Stores manifests and blobs as nobody builds them.
 *
 * @param client stores
 * @param repository where
 */
public record RawContent(RegClient client, TestRepository repository) implements AutoCloseable {
    static RawContent of(TestRepository repository) {
        return new RawContent(client(repository.registry()), repository);
    }

    /** A client for a registry without TLS. */
    public static RegClient client(InProcessRegistry registry) {
        return RegClient.builder()
                .hosts(HostTable.builder(_ -> {})
                        .add(HostConfig.builder(registry.host())
                                .tls(TlsMode.DISABLED)
                                .build())
                        .build())
                .build();
    }

    Descriptor blob(String mediaType, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Descriptor blob = Descriptor.ofContent(mediaType, bytes);
        client.blobs().put(repository.ref("x"), blob, BlobSource.ofBytes(bytes));
        return blob;
    }

    /** Stores a manifest by its digest. */
    Descriptor manifest(String mediaType, String json) throws IOException {
        Manifest manifest = Manifest.parse(mediaType, Optional.empty(), json.getBytes(StandardCharsets.UTF_8));
        client.manifests().put(repository.ref("x").withDigest(manifest.digest()), manifest, ManifestPut.child());
        return manifest.descriptor();
    }

    /** Stores a manifest under a tag. */
    void tag(String tag, String mediaType, String json) throws IOException {
        Manifest manifest = Manifest.parse(mediaType, Optional.empty(), json.getBytes(StandardCharsets.UTF_8));
        client.manifests().put(repository.ref(tag), manifest, ManifestPut.top());
    }

    /** An index without a type of its own. */
    static String index(String... entries) {
        return "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}";
    }

    /** An image without a type of its own. */
    static String image(Descriptor config, Descriptor... layers) {
        return "{\"schemaVersion\":2,\"config\":" + entry(config, config.mediaType(), "") + ",\"layers\":["
                + Arrays.stream(layers)
                        .map(layer -> entry(layer, layer.mediaType(), ""))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /**
     * A descriptor.
     *
     * @param mediaType empty for none
     * @param more other members, each with a comma in front
     */
    static String entry(Descriptor content, String mediaType, String more) {
        return "{" + (mediaType.isEmpty() ? "" : "\"mediaType\":\"" + mediaType + "\",") + "\"digest\":\""
                + content.digest().orElseThrow() + "\",\"size\":" + content.size() + more + "}";
    }

    @Override
    public void close() {
        client.close();
    }
}
