// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads an image with everything it leads to and compares every byte with its sha256 digest, without the client under
 * test.
 */
public final class DigestWalk {
    private static final String ACCEPT = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    private final Content content;
    private final Set<String> seen = new HashSet<>();

    /** Opens manifests and blobs by digest. */
    private interface Content {
        InputStream open(boolean manifest, String digest) throws IOException;
    }

    private DigestWalk(Content content) {
        this.content = content;
    }

    /**
     * Checks a tag of a registry.
     *
     * @param registry {@code host:port}, plain http
     * @param digest digest the tag must have
     * @throws IOException when anything is missing or wrong
     */
    public static void registry(String registry, String repository, String tag, String digest) throws IOException {
        String base = "http://" + registry + "/v2/" + repository + "/";
        String actual = registryTag(registry, repository, tag);
        if (!actual.equals(digest)) {
            throw new IOException(repository + ":" + tag + " is " + actual + " instead of " + digest);
        }
        new DigestWalk((manifest, d) -> open(base + (manifest ? "manifests/" : "blobs/") + d)).manifest(digest);
    }

    /** Digest of the bytes a tag of a registry stands for. */
    public static String registryTag(String registry, String repository, String tag) throws IOException {
        try (InputStream in = open("http://" + registry + "/v2/" + repository + "/manifests/" + tag)) {
            return sha256(in.readAllBytes());
        }
    }

    /**
     * Checks a tag of an OCI layout directory.
     *
     * @param digest digest the tag must have
     * @throws IOException when anything is missing or wrong
     */
    public static void layout(Path directory, String tag, String digest) throws IOException {
        String actual = layoutTag(directory, tag);
        if (!actual.equals(digest)) {
            throw new IOException(tag + " of " + directory + " is " + actual + " instead of " + digest);
        }
        new DigestWalk((manifest, d) ->
                        Files.newInputStream(directory.resolve("blobs").resolve(d.replace(':', '/'))))
                .manifest(digest);
    }

    /** The digest a tag of an OCI layout directory names. */
    public static String layoutTag(Path directory, String tag) throws IOException {
        return Optional.ofNullable(tags(directory).get(tag))
                .orElseThrow(() -> new IOException(tag + " is not in " + directory));
    }

    /** The tags of an OCI layout directory. */
    public static Set<String> layoutTags(Path directory) throws IOException {
        return tags(directory).keySet();
    }

    private static Map<String, String> tags(Path directory) throws IOException {
        String index = Files.readString(directory.resolve("index.json"));
        Map<String, String> tags = new LinkedHashMap<>();
        for (JsonObject entry : Json.parseObject(index, "index.json").objects("manifests")) {
            String tag = entry.stringMap("annotations").get("org.opencontainers.image.ref.name");
            if (tag != null) {
                tags.put(tag, entry.string("digest"));
            }
        }
        return tags;
    }

    private void manifest(String digest) throws IOException {
        if (!seen.add(digest)) {
            return;
        }
        byte[] bytes;
        try (InputStream in = content.open(true, digest)) {
            bytes = in.readAllBytes();
        }
        expect(digest, sha256(bytes));
        JsonObject json = Json.parseObject(bytes, digest);
        for (JsonObject child : json.objects("manifests")) {
            manifest(child.string("digest"));
        }
        for (JsonObject layer : json.objects("layers")) {
            blob(layer.string("digest"));
        }
        if (json.has("config")) {
            blob(json.object("config").orElseThrow().string("digest"));
        }
    }

    private void blob(String digest) throws IOException {
        if (seen.add(digest)) {
            MessageDigest hash = hash();
            try (InputStream in = new DigestInputStream(content.open(false, digest), hash)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            expect(digest, "sha256:" + HexFormat.of().formatHex(hash.digest()));
        }
    }

    private static void expect(String wanted, String actual) throws IOException {
        if (!wanted.equals(actual)) {
            throw new IOException(wanted + " holds content of digest " + actual);
        }
    }

    private static InputStream open(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setRequestProperty("Accept", ACCEPT);
        return connection.getInputStream();
    }

    private static String sha256(byte[] content) {
        return "sha256:" + HexFormat.of().formatHex(hash().digest(content));
    }

    private static MessageDigest hash() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
