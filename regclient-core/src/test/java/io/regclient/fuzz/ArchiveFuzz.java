// SPDX-License-Identifier: Apache-2.0
package io.regclient.fuzz;

import io.regclient.ref.Ref;
import io.regclient.scheme.ocidir.OciDirScheme;
import io.regclient.tarball.ImageImporter;
import io.regclient.tarball.ImportOptions;
import io.regclient.testing.TarBytes;
import io.regclient.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Tar archives of {@code docker save} and of layouts, imported into a layout. */
public final class ArchiveFuzz implements FuzzTarget {
    public static void fuzzerTestOneInput(byte[] input) {
        new ArchiveFuzz().check(input);
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        byte[] docker = new TarBytes()
                .file("manifest.json", "[{\"Config\":\"c.json\",\"RepoTags\":[\"app:v1\"],\"Layers\":[\"l.tar\"]}]")
                .file(
                        "c.json",
                        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")
                .file("l.tar", "")
                .build();
        byte[] layout = new TarBytes()
                .file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
                .file("index.json", "{\"schemaVersion\":2,\"manifests\":[]}")
                .build();
        return List.of(docker, layout);
    }

    @Override
    public void use(byte[] input) throws IOException {
        Path directory = Files.createTempDirectory("fuzz");
        try {
            FuzzTarget.attempt(() -> load(input, directory.resolve("target")));
            try (Stream<Path> written = Files.list(directory)) {
                if (written.anyMatch(path -> !path.endsWith("target"))) {
                    throw new IllegalStateException("written beside the target");
                }
            }
        } finally {
            FuzzTarget.delete(directory);
        }
    }

    private static void load(byte[] input, Path target) throws IOException {
        OciDirScheme scheme = OciDirScheme.builder().build();
        try (SeekableByteChannel tar = new SeekableInMemoryByteChannel(input)) {
            new ImageImporter(scheme).importImage(Ref.parse("ocidir://" + target + ":v1"), tar, ImportOptions.PLAIN);
        } finally {
            scheme.close();
        }
    }
}
