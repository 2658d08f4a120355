// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.keyless;

import dev.sigstore.tuf.Fetcher;
import dev.sigstore.tuf.FileExceedsMaxLengthException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files of a TUF repository with the JDK's own client. What comes is checked by signatures and hashes; the
 * library's client would bring five more libraries along.
 *
 * @param place ends with a slash
 */
record MirrorFetcher(URI place) implements Fetcher {
    /** Milliseconds to wait for a connection, and for each next byte. */
    private static final int TIMEOUT = 15_000;

    @Override
    public String getSource() {
        return place.toString();
    }

    /** The file; null when there is none. */
    @Override
    public byte @Nullable [] fetchResource(String name, int maxLength)
            throws IOException, FileExceedsMaxLengthException {
        HttpURLConnection connection =
                (HttpURLConnection) place.resolve(name).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT);
        connection.setReadTimeout(TIMEOUT);
        try {
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_NOT_FOUND) {
                return null;
            }
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException(name + ": status " + status);
            }
            try (InputStream in = connection.getInputStream()) {
                byte[] content = in.readNBytes(maxLength + 1);
                if (content.length > maxLength) {
                    throw new FileExceedsMaxLengthException(name, maxLength);
                }
                return content;
            }
        } catch (UnknownHostException e) {
            throw new IOException(name + ": the host is not known", e);
        } catch (ConnectException e) {
            throw new IOException(name + ": no connection", e);
        } catch (SocketTimeoutException e) {
            throw new IOException(name + ": no answer within " + TIMEOUT / 1000 + " seconds", e);
        } catch (FileNotFoundException e) {
            return null;
        } finally {
            connection.disconnect();
        }
    }
}
