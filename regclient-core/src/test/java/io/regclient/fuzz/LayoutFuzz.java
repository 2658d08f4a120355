// SPDX-License-Identifier: Apache-2.0
package io.regclient.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.RegClient;
import io.regclient.config.HostTable;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Layouts whose index, or the manifest that it lists, comes from somebody else: listed, copied and cleaned up. */
public final class LayoutFuzz implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new LayoutFuzz().check(input);
    }

    @Override
    public List<byte[]> seeds() {
        byte[] manifest = ImageFixture.small(1).root().bytes();
        return List.of(manifest, index(manifest).getBytes(UTF_8));
    }

    private static String index(byte[] manifest) {
        return "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\""
                + digest(manifest) + "\",\"size\":" + manifest.length
                + ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"v1\"}}]}";
    }

    private static Digest digest(byte[] content) {
        return Digest.sha256(content);
    }

    @Override
    public void use(byte[] input) throws IOException {
        look(input, index(input).getBytes(UTF_8));
        look(input, input);
    }

    private static void look(byte[] blob, byte[] index) throws IOException {
        Path directory = Files.createTempDirectory("fuzz");
        try (RegClient client = RegClient.builder()
                .hosts(HostTable.builder(warning -> {}).build())
                .build()) {
            Path layout = directory.resolve("layout");
            Files.createDirectories(layout.resolve("blobs/sha256"));
            Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            Files.write(layout.resolve("index.json"), index);
            Files.write(layout.resolve("blobs/sha256").resolve(digest(blob).hex()), blob);
            Ref image = Ref.parse("ocidir://" + layout + ":v1");
            Ref target = Ref.parse("ocidir://" + directory.resolve("target") + ":v1");
            FuzzTarget.attempt(() -> client.tags().list(image.withoutVersion(), ListOptions.ALL));
            FuzzTarget.attempt(() -> client.referrers().list(image, ReferrerQuery.ALL));
            FuzzTarget.attempt(() -> client.images()
                    .copy(
                            image,
                            target,
                            CopyOptions.builder().referrers().digestTags(true).build()));
            FuzzTarget.attempt(() -> client.tags().delete(image));
        } finally {
            FuzzTarget.delete(directory);
        }
    }
}
