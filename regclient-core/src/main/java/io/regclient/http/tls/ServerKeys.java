// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Certificate and key of a server, from PEM files (contract OK-11 names the forms of keys). */
public final class ServerKeys {
    private static final char[] NO_PASSWORD = {};

    private ServerKeys() {}

    /**
     * A context that shows the certificate.
     *
     * @param certificate file with the certificate, and behind it those of the authorities between it and a root
     * @param key file with its private key, not encrypted
     * @throws RegistryException of kind INVALID_INPUT or LOCAL_IO that names the file at fault
     */
    public static SSLContext context(Path certificate, Path key) throws RegistryException {
        List<X509Certificate> chain = chain(certificate);
        List<PemBlock> blocks = PemBlock.parse(text(key));
        try {
            PrivateKey secret = PrivateKeys.parse(blocks);
            if (!belongTogether(chain.getFirst().getPublicKey(), secret)) {
                throw new GeneralSecurityException("the key is not that of the certificate in " + certificate);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", secret, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw invalid(key, e);
        } catch (IOException e) {
            throw new IllegalStateException("an empty key store cannot be made", e);
        }
    }

    /** The certificates of a file, that of the server first; there is at least one. */
    public static List<X509Certificate> chain(Path file) throws RegistryException {
        try {
            List<X509Certificate> chain = TrustAnchors.certificates(text(file));
            if (chain.isEmpty()) {
                throw new GeneralSecurityException(
                        "no certificate found, PEM is expected (-----BEGIN CERTIFICATE-----)");
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw invalid(file, e);
        }
    }

    private static String text(Path file) throws RegistryException {
        try {
            return PemBlock.read(file);
        } catch (IOException e) {
            throw RegistryException.ofFile("read " + file, FileFailure.reason(e), e);
        }
    }

    private static RegistryException invalid(Path file, GeneralSecurityException e) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, file + ": " + RegistryException.describe(e), e);
    }

    /** What the key signs the certificate must confirm. */
    private static boolean belongTogether(PublicKey shown, PrivateKey secret) throws GeneralSecurityException {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        };
        if (!shown.getAlgorithm().equals(secret.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update((byte) 1);
        byte[] signed = signature.sign();
        signature.initVerify(shown);
        signature.update((byte) 1);
        return signature.verify(signed);
    }
}
