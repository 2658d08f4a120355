// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A layout directory as tests look at it. */
record LayoutFixture(Path path) {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00.5Z");

    /** A scheme whose clock stands still. */
    static OciDirScheme.Builder scheme() {
        return OciDirScheme.builder().clock(() -> NOW).environment(Map.of());
    }

    Ref ref() throws RegistryException {
        return Ref.parse("ocidir://" + path);
    }

    Ref tag(String tag) throws RegistryException {
        return ref().withTag(tag);
    }

    String index() throws IOException {
        return Files.readString(path.resolve("index.json"));
    }

    LayoutIndex entries() throws IOException {
        return LayoutIndex.parse(Files.readAllBytes(path.resolve("index.json")), "index.json");
    }

    /** The values of the tag annotation, empty text for entries without. */
    List<String> names() throws IOException {
        return entries().entries().stream()
                .map(e -> e.annotations().getOrDefault(LayoutIndex.REF_NAME, ""))
                .toList();
    }

    List<Digest> digests() throws IOException {
        return entries().entries().stream().map(e -> e.digest().orElseThrow()).toList();
    }

    Path blob(Digest digest) {
        return path.resolve("blobs").resolve(digest.algorithm().id()).resolve(digest.hex());
    }

    boolean has(Digest digest) {
        return Files.exists(blob(digest));
    }

    boolean has(Descriptor descriptor) {
        return has(descriptor.digest().orElseThrow());
    }

    /** All regular files, relative to the layout, sorted. */
    List<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile)
                    .map(p -> path.relativize(p).toString())
                    .sorted()
                    .toList();
        }
    }

    /** Writes the two files of a layout by hand. */
    LayoutFixture write(String version, String index) throws IOException {
        Files.createDirectories(path);
        Files.writeString(path.resolve("oci-layout"), "{\"imageLayoutVersion\":\"" + version + "\"}");
        Files.writeString(path.resolve("index.json"), index);
        return this;
    }
}
