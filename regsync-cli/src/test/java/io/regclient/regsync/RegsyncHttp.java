// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Looks into a registry without the client under test. */
final class RegsyncHttp {
    private RegsyncHttp() {}

    /** The body of an answer; a status from 400 on fails the test. */
    static String get(URI uri) {
        try (InputStream in = open(uri).getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True when the registry has what is asked for. */
    static boolean exists(URI uri) {
        try {
            return open(uri).getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The digest header of a manifest. */
    static String digest(URI uri) {
        try {
            HttpURLConnection connection = open(uri);
            connection.getInputStream().close();
            return Optional.ofNullable(connection.getHeaderField("Docker-Content-Digest"))
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a manifest or tag. */
    static void delete(URI uri) {
        try {
            HttpURLConnection connection = open(uri);
            connection.setRequestMethod("DELETE");
            connection.getInputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of an array in a JSON object. */
    static List<String> strings(String json, String key) {
        try {
            return Json.parseObject(json, "test").strings(key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpURLConnection open(URI uri) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestProperty(
                "Accept", "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, */*");
        return connection;
    }
}
