// SPDX-License-Identifier: Apache-2.0
package io.regclient.digest;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.Locale;
import java.util.Optional;

/**
 * A validated content digest, for example {@code sha256:e3b0...}. The hexadecimal part has the exact length of the
 * algorithm and lower-case digits only, so it can be used as a file name (contract OL-11).
 *
 * @param algorithm the algorithm
 * @param hex lower-case hexadecimal digits
 */
public record Digest(DigestAlgorithm algorithm, String hex) implements Comparable<Digest> {

    public Digest {
        if (hex.length() != algorithm.hexLength() || !isLowerHex(hex)) {
            throw new IllegalArgumentException("not a " + algorithm.id() + " digest: " + hex);
        }
    }

    /**
     * Parses {@code algorithm:hex}.
     *
     * @throws RegistryException of kind PARSING_FAILED for a wrong form, UNSUPPORTED for an unknown algorithm
     */
    public static Digest parse(String text) throws RegistryException {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "invalid checksum digest format: \"" + text + "\"");
        }
        DigestAlgorithm algorithm = DigestAlgorithm.parse(text.substring(0, colon));
        String hex = text.substring(colon + 1);
        if (hex.length() != algorithm.hexLength()) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "invalid checksum digest length: \"" + text + "\"");
        }
        if (!isLowerHex(hex)) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "invalid checksum digest format: \"" + text + "\"");
        }
        return new Digest(algorithm, hex);
    }

    /** Like {@link #parse} but empty for anything that is not a usable digest. */
    public static Optional<Digest> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    /** True for a text of a header that is another digest of the same algorithm: no content has both. */
    public boolean isContradictedBy(String header) {
        String text = header.replace("\"", "").strip().toLowerCase(Locale.ROOT);
        Optional<Digest> other = tryParse(text.indexOf(':') < 0 ? DigestAlgorithm.SHA256.id() + ":" + text : text);
        return other.isPresent()
                && other.get().algorithm == algorithm
                && !other.get().equals(this);
    }

    /** The sha256 digest of the bytes. */
    public static Digest sha256(byte[] content) {
        return DigestAlgorithm.SHA256.digest(content);
    }

    private static boolean isLowerHex(String hex) {
        return hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm.id() + ":" + hex;
    }
}
