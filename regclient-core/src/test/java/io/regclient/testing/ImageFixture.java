// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.digest.Digest;
import io.regclient.json.JsonWriter;
import io.regclient.model.MediaType;
import io.regclient.server.samples.SampleArtifactBuilder;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleImageBuilder;
import io.regclient.server.samples.SampleIndexBuilder;
import io.regclient.server.samples.SampleLayer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images for tests, with the same digests on every machine, and ways to bring them into a layout or any registry.
 * {@link InProcessRegistry#put} needs neither.
 */
public final class ImageFixture {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private ImageFixture() {}

    /** Starts an image for linux/amd64. */
    public static SampleImageBuilder image() {
        return image("linux/amd64");
    }

    /** Starts an image for a platform, for example {@code linux/arm/v7}. */
    public static SampleImageBuilder image(String platform) {
        return SampleImage.image(platform);
    }

    /** Starts an index over images or other indexes. */
    public static SampleIndexBuilder index(SampleImage... children) {
        return SampleImage.index(children);
    }

    /** Starts an artifact. */
    public static SampleArtifactBuilder artifact(String artifactType) {
        return SampleImage.artifact(artifactType);
    }

    /** A small image of two layers for linux/amd64; another seed gives another image without common blobs. */
    public static SampleImage small(int seed) {
        return image().layer(SampleLayer.random(seed, 1000))
                .layer("seed.txt", "seed " + seed + "\n")
                .label("seed", Integer.toString(seed))
                .build();
    }

    /** An index with one small image per platform. */
    public static SampleImage multiPlatform(String... platforms) {
        SampleImage[] children = Arrays.stream(platforms)
                .map(p -> image(p).layer("platform.txt", p + "\n").build())
                .toArray(SampleImage[]::new);
        return index(children).build();
    }

    /**
     * Writes or extends an OCI layout as other tools do: children of an index and referrers have no entry of their own.
     *
     * @param directory directory of the layout; must be absent, empty or a layout made by this method
     * @param tag value of the reference name annotation
     */
    public static void writeLayout(SampleImage image, Path directory, String tag) {
        try {
            writeContent(image, directory);
            Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
            Path index = directory.resolve("index.json");
            String entry = new String(JsonWriter.compact(entry(image, tag)), StandardCharsets.UTF_8);
            String head = Files.exists(index)
                    ? Files.readString(index).replaceFirst("]}$", ",")
                    : "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX + "\",\"manifests\":[";
            Files.writeString(index, head + entry + "]}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeContent(SampleImage image, Path directory) throws IOException {
        List<SampleImage.Content> all = new ArrayList<>(image.blobs());
        all.addAll(image.manifests());
        for (SampleImage.Content content : all) {
            Digest digest = content.digest();
            Path folder = directory.resolve("blobs").resolve(digest.algorithm().id());
            Files.createDirectories(folder);
            Files.write(folder.resolve(digest.hex()), content.bytes());
        }
        for (SampleImage referrer : image.referrers()) {
            writeContent(referrer, directory);
        }
    }

    private static Map<String, Object> entry(SampleImage image, String tag) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("mediaType", image.root().mediaType());
        entry.put("digest", image.digest().toString());
        entry.put("size", image.root().bytes().length);
        entry.put("annotations", Map.of(REF_NAME, tag));
        return entry;
    }

    /**
     * Pushes an image by plain HTTP, without the client under test.
     *
     * @param registry root URL of the registry
     */
    public static void push(SampleImage image, URI registry, String repository, String... tags) {
        try {
            URI base = registry.resolve("/v2/" + repository + "/");
            for (SampleImage.Content blob : image.blobs()) {
                pushBlob(base, blob);
            }
            for (SampleImage.Content manifest : image.manifests()) {
                URI target = base.resolve("manifests/" + manifest.digest());
                send("PUT", target, manifest.mediaType(), manifest.bytes(), 201);
            }
            for (String tag : tags) {
                SampleImage.Content root = image.root();
                send("PUT", base.resolve("manifests/" + tag), root.mediaType(), root.bytes(), 201);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        image.referrers().forEach(referrer -> push(referrer, registry, repository));
    }

    private static void pushBlob(URI base, SampleImage.Content blob) throws IOException {
        String location = send("POST", base.resolve("blobs/uploads/"), "", new byte[0], 202);
        String target = location + (location.indexOf('?') < 0 ? "?" : "&") + "digest=" + blob.digest();
        send("PUT", base.resolve(target), MediaType.OCTET_STREAM, blob.bytes(), 201);
    }

    /** Sends a request and returns the Location of the answer, empty text when it has none. */
    private static String send(String method, URI target, String contentType, byte[] body, int expected)
            throws IOException {
        HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(body.length);
        if (!contentType.isEmpty()) {
            connection.setRequestProperty("Content-Type", contentType);
        }
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        String location = connection.getHeaderField("Location");
        if (status != expected) {
            throw new IOException(method + " " + target + " was answered by " + status);
        }
        connection.getInputStream().close();
        return location == null ? "" : location;
    }
}
