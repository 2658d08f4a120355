// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.file.FileFailure;
import io.regclient.file.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the public keys that a configuration names. */
final class KeyRing {
    /** Bytes of a file or text of keys. */
    private static final int MAX_BYTES = 64 << 10;

    /** Keys of a gate: each signature is tried with each of them. */
    private static final int MAX_KEYS = 32;

    private static final String BEGIN = "-----BEGIN ";
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");
    private static final List<String> KINDS = List.of("EC", "RSA", "Ed25519", "RSASSA-PSS");

    private KeyRing() {}

    /**
     * Reads keys.
     *
     * @param texts names of files, or PEM texts; one may have several keys
     * @throws RegistryException of kind LOCAL_IO for a file that cannot be read, INVALID_INPUT for what is no public key
     */
    static List<TrustedKey> read(List<String> texts) throws RegistryException {
        List<TrustedKey> keys = new ArrayList<>();
        for (String text : texts) {
            boolean isText = text.contains(BEGIN);
            String where = isText ? "public key of cosign" : "public key " + VisibleText.name(text);
            keys.addAll(parse(isText ? text : file(text, where), where));
            if (keys.size() > MAX_KEYS) {
                throw RegistryException.of(ErrorKind.INVALID_INPUT, "more than " + MAX_KEYS + " public keys of cosign");
            }
        }
        return List.copyOf(keys);
    }

    private static String file(String name, String where) throws RegistryException {
        try {
            Optional<byte[]> content = SmallFile.read(Path.of(name), MAX_BYTES);
            if (content.isEmpty()) {
                throw invalid(where, "larger than " + MAX_BYTES + " bytes");
            }
            return new String(content.get(), StandardCharsets.ISO_8859_1);
        } catch (InvalidPathException e) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, where + ": this is no name of a file", e);
        } catch (IOException e) {
            throw RegistryException.ofFile("read " + where, FileFailure.reason(e), e);
        }
    }

    private static List<TrustedKey> parse(String text, String where) throws RegistryException {
        if (text.length() > MAX_BYTES) {
            throw invalid(where, "larger than " + MAX_BYTES + " bytes");
        }
        List<TrustedKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            keys.add(key(block.group(1), block.group(2), where));
        }
        if (keys.isEmpty()) {
            throw invalid(where, "there is no PEM block PUBLIC KEY");
        }
        return keys;
    }

    private static TrustedKey key(String label, String base64, String where) throws RegistryException {
        if (label.endsWith("PRIVATE KEY")) {
            throw invalid(where, "this is a private key (try: the public one, and keep the private one elsewhere)");
        }
        if (!label.equals("PUBLIC KEY")) {
            throw invalid(where, "a PEM block PUBLIC KEY is expected, found " + label);
        }
        try {
            return TrustedKey.of(decode(Base64.getMimeDecoder().decode(base64)));
        } catch (InvalidKeyException e) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, where + ": " + RegistryException.describe(e), e);
        } catch (IllegalArgumentException | InvalidKeySpecException e) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, where + ": this is no public key that can be read", e);
        }
    }

    private static PublicKey decode(byte[] der) throws InvalidKeySpecException {
        for (String kind : KINDS) {
            Optional<PublicKey> key = decode(kind, der);
            if (key.isPresent()) {
                return key.get();
            }
        }
        throw new InvalidKeySpecException("a key of no known kind");
    }

    private static Optional<PublicKey> decode(String kind, byte[] der) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
        } catch (InvalidKeySpecException e) {
            return Optional.empty(); // a key of another kind
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks " + kind, e);
        }
    }

    private static RegistryException invalid(String where, String why) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, where + ": " + why);
    }
}
