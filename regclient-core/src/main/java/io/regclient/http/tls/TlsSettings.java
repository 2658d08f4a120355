// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import io.regclient.config.CertificateDirectory;
import io.regclient.config.HostConfig;
import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.slf4j.LoggerFactory;

/**
 * TLS of one host (contract TL-1 to TL-3).
 *
 * @param sockets makes TLS sockets
 * @param trust verifies servers
 * @param verifyNames false when any name is accepted ({@code tls: insecure})
 */
public record TlsSettings(SSLSocketFactory sockets, X509TrustManager trust, boolean verifyNames) {

    /** The settings of a host; certificates and keys that cannot be read are reported and left out (TL-3). */
    public static TlsSettings of(HostConfig host, List<CertificateDirectory> directories, SystemRoots roots)
            throws RegistryException {
        List<CertificateDirectory.HostFiles> files =
                directories.stream().map(directory -> files(host, directory)).toList();
        ClientKeys keys = new ClientKeys();
        addConfiguredKey(keys, host);
        files.forEach(f -> f.clients().forEach(pair -> addKey(keys, host, pair)));
        boolean insecure = host.tls() == TlsMode.INSECURE;
        X509TrustManager trust = insecure ? new UncheckedTrust() : new LazyTrust(anchors(host, files, roots));
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
            return new TlsSettings(context.getSocketFactory(), trust, !insecure);
        } catch (GeneralSecurityException e) {
            throw notSetUp(host.hostname(), e);
        }
    }

    /**
     * Tells what would make {@link #of} leave a text of certificates out: nothing to be found in it, or damage.
     *
     * @param pem certificates, and maybe their key
     * @throws RegistryException of kind INVALID_INPUT, without a word of the text
     */
    public static void requireCertificates(String pem) throws RegistryException {
        try {
            certificates(pem);
        } catch (GeneralSecurityException e) {
            throw invalid(e);
        }
    }

    /**
     * The same for a private key.
     *
     * @param pem a key, not encrypted
     * @throws RegistryException of kind INVALID_INPUT, without a word of the text
     */
    public static void requireKey(String pem) throws RegistryException {
        try {
            PrivateKeys.parse(PemBlock.parse(pem));
        } catch (GeneralSecurityException e) {
            throw invalid(e);
        }
    }

    private static RegistryException invalid(GeneralSecurityException e) {
        return RegistryException.of(
                ErrorKind.INVALID_INPUT, Optional.ofNullable(e.getMessage()).orElse("it cannot be read"), e);
    }

    /** TLS to a proxy: the roots of the system. */
    public static SSLSocketFactory ofProxy(URI proxy, SystemRoots roots) throws RegistryException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[] {new LazyTrust(roots.get())}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw notSetUp(proxy.getHost(), e);
        }
    }

    private static TrustAnchors anchors(
            HostConfig host, List<CertificateDirectory.HostFiles> files, SystemRoots roots) {
        List<X509Certificate> more = new ArrayList<>(readable(host, "regcert", host.regcert()));
        for (CertificateDirectory.HostFiles group : files) {
            group.authorities().forEach(file -> more.addAll(readable(host, file.toString(), text(host, file))));
        }
        try {
            return more.isEmpty() ? roots.get() : roots.get().with(more);
        } catch (GeneralSecurityException e) {
            warn(host, "regcert", e);
            return roots.get();
        }
    }

    private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        List<X509Certificate> certificates = TrustAnchors.certificates(pem);
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate found");
        }
        return certificates;
    }

    private static List<X509Certificate> readable(HostConfig host, String where, String pem) {
        if (pem.isBlank()) {
            return List.of();
        }
        try {
            return certificates(pem);
        } catch (GeneralSecurityException e) {
            warn(host, where, e);
            return List.of();
        }
    }

    private static void addConfiguredKey(ClientKeys keys, HostConfig host) {
        if (host.clientCert().isBlank() && host.clientKey().isBlank()) {
            return;
        }
        try {
            keys.add(host.clientCert(), host.clientKey());
        } catch (GeneralSecurityException e) {
            warn(host, "clientCert, clientKey", e);
        }
    }

    /** A pair {@code name.cert} and {@code name.key}, as the Docker engine reads them. */
    private static void addKey(ClientKeys keys, HostConfig host, CertificateDirectory.ClientFiles pair) {
        try {
            keys.add(text(host, pair.certificate()), text(host, pair.key()));
        } catch (GeneralSecurityException e) {
            warn(host, pair.certificate().toString(), e);
        }
    }

    private static CertificateDirectory.HostFiles files(HostConfig host, CertificateDirectory directory) {
        try {
            return directory.files(host.hostname());
        } catch (RegistryException e) {
            warn(host, directory.root().toString(), e);
            return CertificateDirectory.HostFiles.NONE;
        }
    }

    private static String text(HostConfig host, Path file) {
        try {
            return PemBlock.read(file);
        } catch (IOException e) {
            warn(host, file.toString(), e);
            return "";
        }
    }

    private static RegistryException notSetUp(String host, GeneralSecurityException e) {
        return RegistryException.of(
                ErrorKind.TRANSPORT, "request failed: TLS for " + host + " cannot be set up: " + e.getMessage(), e);
    }

    private static void warn(HostConfig host, String where, Exception e) {
        LoggerFactory.getLogger(TlsSettings.class)
                .atWarn()
                .addKeyValue("host", host.name())
                .addKeyValue("source", where)
                .addKeyValue("err", Optional.ofNullable(e.getMessage()).orElse(e.toString()))
                .log("Certificate or key is not usable");
    }
}
