// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.model.MediaType;
import io.regclient.testing.TestRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Talks to a server by plain HTTP, one method per request a client of the distribution API makes. */
final class WireClient {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final HttpClient http;
    private final URI root;

    WireClient(URI root) {
        this(HTTP, root);
    }

    WireClient(HttpClient http, URI root) {
        this.http = http;
        this.root = root;
    }

    /** A client whose relative paths begin at the repository. */
    static WireClient of(TestRepository repository) {
        return new WireClient(repository.registry().uri().resolve("/v2/" + repository.name() + "/"));
    }

    /** A status, headers and content. */
    record Answer(int status, HttpResponse<byte[]> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        List<String> headers(String name) {
            return response.headers().allValues(name);
        }

        byte[] body() {
            return response.body();
        }

        String text() {
            return new String(body(), StandardCharsets.UTF_8);
        }

        /** The value of the Location header. */
        String location() {
            return header("Location");
        }

        /** The target of the Link header. */
        String next() {
            String link = header("Link");
            return link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    Answer head(String path, String... headers) {
        return send("HEAD", path, BodyPublishers.noBody(), headers);
    }

    Answer delete(String path) {
        return send("DELETE", path, BodyPublishers.noBody());
    }

    Answer post(String path, byte[] body, String... headers) {
        return send("POST", path, BodyPublishers.ofByteArray(body), headers);
    }

    Answer patch(String path, byte[] body, String... headers) {
        return send("PATCH", path, BodyPublishers.ofByteArray(body), headers);
    }

    Answer put(String path, byte[] body, String... headers) {
        return send("PUT", path, BodyPublishers.ofByteArray(body), headers);
    }

    Answer send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).method(method, body);
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Uploads a blob in one piece and returns its digest. */
    Digest upload(byte[] content) {
        Digest digest = Digest.sha256(content);
        Answer answer = put(start() + "?digest=" + digest, content);
        if (answer.status() != 201) {
            throw new AssertionError("upload was answered by " + answer.status() + " " + answer.text());
        }
        return digest;
    }

    /** Opens an upload and returns its location. */
    String start() {
        return post("blobs/uploads/", new byte[0]).location();
    }

    Answer pushManifest(String reference, String mediaType, byte[] content, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = mediaType;
        return put("manifests/" + reference, content, all);
    }

    /** Pushes an index without entries, the smallest manifest; the text makes its digest unique. */
    Answer pushTag(String tag, String text) {
        return pushManifest(tag, MediaType.OCI_INDEX, emptyIndex(text));
    }

    static byte[] emptyIndex(String text) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_INDEX
                + "\",\"manifests\":[],\"annotations\":{\"text\":\"" + text + "\"}}");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Digest sha512(byte[] content) {
        return DigestAlgorithm.SHA512.digest(content);
    }
}
