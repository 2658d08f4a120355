// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.wire;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpReply;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads headers that hold a digest, {@code Docker-Content-Digest} and {@code OCI-Subject} (contract MF-5, MF-16), in
 * any way a registry or a proxy may write them: quoted, in capitals, twice, or a bare sha256.
 */
public final class DigestHeader {
    /** The specification's form of a digest; one of an algorithm this library does not know is as good as none. */
    private static final Pattern FORM = Pattern.compile("[a-z0-9]+(?:[+._-][a-z0-9]+)*:[a-zA-Z0-9=_-]+");

    private static final Pattern BARE = Pattern.compile("[0-9a-f]{64}");

    private DigestHeader() {}

    /**
     * The digest the header names; empty without the header, and for one of an unknown algorithm.
     *
     * @throws RegistryException of kind PARSING_FAILED for anything else, and for lines that contradict each other
     */
    public static Optional<Digest> of(HttpReply reply, String name) throws RegistryException {
        List<String> lines = reply.headerLines(name).stream()
                .map(DigestHeader::plain)
                .distinct()
                .toList();
        if (lines.isEmpty() || lines.equals(List.of(""))) {
            return Optional.empty();
        }
        if (lines.size() > 1) {
            throw HeaderErrors.unreadable(name, String.join(", ", lines));
        }
        String text = lines.getFirst();
        Optional<Digest> digest = Digest.tryParse(text);
        boolean foreign = FORM.matcher(text).matches() && !isKnown(text.substring(0, text.indexOf(':')));
        if (digest.isEmpty() && !foreign) {
            throw HeaderErrors.unreadable(name, text);
        }
        return digest;
    }

    private static boolean isKnown(String algorithm) {
        for (DigestAlgorithm known : DigestAlgorithm.values()) {
            if (known.id().equals(algorithm)) {
                return true;
            }
        }
        return false;
    }

    private static String plain(String value) {
        String text = value.strip();
        if (text.length() > 1 && "\"'".indexOf(text.charAt(0)) >= 0 && text.endsWith(text.substring(0, 1))) {
            text = text.substring(1, text.length() - 1).strip();
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return BARE.matcher(lower).matches() ? DigestAlgorithm.SHA256.id() + ":" + lower : lower;
    }
}
