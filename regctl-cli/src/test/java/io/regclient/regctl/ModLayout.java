// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.archive.Compression;
import io.regclient.digest.Digest;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.model.MediaType;
import io.regclient.testing.CliResult;
import io.regclient.testing.ProgramRunner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** An OCI layout that a test writes and reads file by file, and {@code image mod} runs on. */
final class ModLayout {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private final Path directory;
    private final Path layout;
    private final Map<String, String> entries = new TreeMap<>();

    ModLayout(Path directory) {
        this.directory = directory;
        this.layout = directory.resolve("layout");
    }

    /** Stores content and returns its descriptor as it stands in a manifest. */
    String put(String mediaType, byte[] content) {
        Digest digest = Digest.sha256(content);
        try {
            Path folder = Files.createDirectories(layout.resolve("blobs/sha256"));
            Files.write(folder.resolve(digest.hex()), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + digest + "\",\"size\":" + content.length + "}";
    }

    String put(String mediaType, String content) {
        return put(mediaType, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Gives a manifest a tag. */
    void tag(String tag, String descriptor) throws IOException {
        entries.put(
                tag,
                descriptor.substring(0, descriptor.length() - 1) + ",\"annotations\":{\"" + REF_NAME + "\":\"" + tag
                        + "\"}}");
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
        Files.writeString(
                layout.resolve("index.json"),
                "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":["
                        + String.join(",", entries.values()) + "]}");
    }

    /** Runs {@code image mod ocidir://layout:TAG OPTIONS}. */
    CliResult mod(String tag, String... options) {
        List<String> all = new ArrayList<>(List.of("image", "mod", ref(tag)));
        all.addAll(List.of(options));
        return ProgramRunner.of(Regctl.PROGRAM, directory).run(all.toArray(String[]::new));
    }

    static String ref(String tag) {
        return "ocidir://layout:" + tag;
    }

    /** The manifest a tag names. */
    String manifest(String tag) throws IOException {
        JsonObject index = Json.parseObject(Files.readAllBytes(layout.resolve("index.json")), "index");
        for (JsonObject entry : index.objects("manifests")) {
            if (tag.equals(entry.stringMap("annotations").get(REF_NAME))) {
                return text(entry.string("digest"));
            }
        }
        throw new IOException("no tag " + tag);
    }

    String config(String tag) throws IOException {
        return config(Json.parseObject(manifest(tag), "manifest"));
    }

    private String config(JsonObject manifest) throws IOException {
        return text(manifest.object("config").orElseThrow().string("digest"));
    }

    /** One line for every file of every layer, and for the layers and their diff_ids, which are checked. */
    List<String> files(String tag) throws IOException {
        JsonObject manifest = Json.parseObject(manifest(tag), "manifest");
        List<String> diffIds = Json.parseObject(config(manifest), "config")
                .object("rootfs")
                .orElseThrow()
                .strings("diff_ids");
        List<String> lines = new ArrayList<>();
        for (JsonObject layer : manifest.objects("layers")) {
            byte[] tar = uncompressed(content(layer.string("digest")));
            Digest expected = Digest.parse(diffIds.get((int)
                    lines.stream().filter(each -> each.startsWith("layer ")).count()));
            if (!expected.algorithm().digest(tar).equals(expected)) {
                throw new IOException("diff_id " + expected + " is not that of layer " + layer.string("digest"));
            }
            lines.add("layer " + layer.string("mediaType"));
            list(tar, lines);
        }
        if (diffIds.size() != manifest.objects("layers").size()) {
            throw new IOException("there are " + diffIds.size() + " diff_ids");
        }
        return lines;
    }

    private static void list(byte[] tar, List<String> lines) throws IOException {
        try (TarArchiveInputStream in = new TarArchiveInputStream(new ByteArrayInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                lines.add(entry.getName() + " " + entry.getLastModifiedTime().toInstant() + " " + entry.getUserName());
                if (entry.getName().endsWith(".tar")) {
                    list(in.readAllBytes(), lines);
                }
            }
        }
    }

    private static byte[] uncompressed(byte[] content) throws IOException {
        try (InputStream in = Compression.decompress(new ByteArrayInputStream(content))) {
            return in.readAllBytes();
        }
    }

    String text(String digest) throws IOException {
        return new String(content(digest), StandardCharsets.UTF_8);
    }

    private byte[] content(String digest) throws IOException {
        Digest parsed = Digest.parse(digest);
        return Files.readAllBytes(
                layout.resolve("blobs").resolve(parsed.algorithm().id()).resolve(parsed.hex()));
    }
}
