// SPDX-License-Identifier: Apache-2.0
package io.regclient.digest;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A registered digest algorithm (OCI image specification, "Digests"; contract SH-1). */
public enum DigestAlgorithm {
    SHA256("sha256", "SHA-256", 64),
    SHA384("sha384", "SHA-384", 96),
    SHA512("sha512", "SHA-512", 128);

    private final String id;
    private final String javaName;
    private final int hexLength;

    DigestAlgorithm(String id, String javaName, int hexLength) {
        this.id = id;
        this.javaName = javaName;
        this.hexLength = hexLength;
    }

    /** The name used in front of the colon, for example {@code sha256}. */
    public String id() {
        return id;
    }

    /** Number of hexadecimal digits of an encoded digest. */
    public int hexLength() {
        return hexLength;
    }

    /**
     * Finds an algorithm by its name in digests.
     *
     * @throws RegistryException of kind UNSUPPORTED when the algorithm is not registered
     */
    public static DigestAlgorithm parse(String id) throws RegistryException {
        for (DigestAlgorithm a : values()) {
            if (a.id.equals(id)) {
                return a;
            }
        }
        throw RegistryException.of(
                ErrorKind.UNSUPPORTED, "digest algorithm " + VisibleText.orQuotes(id) + " is not available");
    }

    /** A fresh hash function; every JDK has all three. */
    public MessageDigest hasher() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks " + javaName, e);
        }
    }

    /** Digest of a byte array. */
    public Digest digest(byte[] content) {
        return finish(hasher().digest(content));
    }

    /** Digest from the finished state of {@link #hasher()}. */
    public Digest finish(byte[] hash) {
        return new Digest(this, HexFormat.of().formatHex(hash));
    }
}
