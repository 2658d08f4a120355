// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.tls;

import io.regclient.config.Environment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The root certificates of the system by subject name. They are kept encoded, and only those a connection asks for are
 * parsed: a system bundle holds about 150 roots, and parsing all of them costs more than the request (contract TL-2,
 * regctl 4.8). Thread-safe.
 */
final class TrustAnchors {
    private static final String CERTIFICATE = "CERTIFICATE";

    /** Where systems keep the bundle; the first one that exists is used. */
    private static final List<String> FILES = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/tls/cacert.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem");

    private static final List<String> DIRECTORIES = List.of("/etc/ssl/certs", "/etc/pki/tls/certs");

    private final Map<ByteBuffer, List<byte[]>> bySubject = new HashMap<>();

    private TrustAnchors() {}

    /**
     * The roots of the system: {@code SSL_CERT_FILE}, {@code SSL_CERT_DIR}, else the usual places, else those of the
     * Java runtime. Files that cannot be read and blocks that are no certificates are left out.
     */
    static TrustAnchors ofSystem(Environment environment) {
        TrustAnchors anchors = new TrustAnchors();
        Optional<String> file = environment.variable("SSL_CERT_FILE").filter(f -> !f.isEmpty());
        Optional<String> directory = environment.variable("SSL_CERT_DIR").filter(d -> !d.isEmpty());
        boolean found = false;
        for (String path : file.map(List::of).orElse(FILES)) {
            if (anchors.addFile(environment.workingDirectory().resolve(path))) {
                found = true;
                break;
            }
        }
        if (directory.isPresent() || !found) {
            List<String> paths = directory.map(d -> List.of(d.split(":", -1))).orElse(DIRECTORIES);
            paths.forEach(
                    path -> anchors.addDirectory(environment.workingDirectory().resolve(path)));
        }
        if (anchors.bySubject.isEmpty() && file.isEmpty() && directory.isEmpty()) {
            anchors.addRuntime();
        }
        return anchors;
    }

    /** No roots at all. */
    static TrustAnchors none() {
        return new TrustAnchors();
    }

    /** These and further roots. */
    TrustAnchors with(List<X509Certificate> more) throws GeneralSecurityException {
        TrustAnchors all = new TrustAnchors();
        bySubject.forEach((subject, roots) -> all.bySubject.put(subject, new ArrayList<>(roots)));
        for (X509Certificate certificate : more) {
            all.add(certificate.getEncoded());
        }
        return all;
    }

    /** The roots that may have issued, or are, a certificate of the chain. */
    Set<X509Certificate> issuersOf(X509Certificate[] chain) throws GeneralSecurityException {
        Set<ByteBuffer> names = new HashSet<>();
        for (X509Certificate certificate : chain) {
            names.add(ByteBuffer.wrap(certificate.getIssuerX500Principal().getEncoded()));
            names.add(ByteBuffer.wrap(certificate.getSubjectX500Principal().getEncoded()));
        }
        Set<X509Certificate> issuers = new HashSet<>();
        for (ByteBuffer name : names) {
            for (byte[] root : bySubject.getOrDefault(name, List.of())) {
                issuers.add(certificate(root));
            }
        }
        return issuers;
    }

    boolean isEmpty() {
        return bySubject.isEmpty();
    }

    /** The certificates of a PEM text. */
    static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemBlock block : PemBlock.parse(pem)) {
            if (block.label().equals(CERTIFICATE)) {
                certificates.add(certificate(block.decode()));
            }
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        try {
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw new GeneralSecurityException("the certificate is damaged", e);
        }
    }

    private boolean addFile(Path file) {
        try {
            String text = PemBlock.read(file);
            for (PemBlock block : PemBlock.parse(text)) {
                if (block.label().equals(CERTIFICATE)) {
                    addBlock(block);
                }
            }
            return true;
        } catch (IOException e) {
            return false; // the next place may have one; without any the handshake says what is missing
        }
    }

    private void addBlock(PemBlock block) {
        try {
            add(block.decode());
        } catch (GeneralSecurityException e) {
            return; // one broken block of a bundle does not disable the others
        }
    }

    private void addDirectory(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(Files::isRegularFile).sorted().forEach(this::addFile);
        } catch (IOException e) {
            return; // a missing directory is fine (TL-2)
        }
    }

    private void addRuntime() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    for (X509Certificate certificate : x509.getAcceptedIssuers()) {
                        add(certificate.getEncoded());
                    }
                }
            }
        } catch (GeneralSecurityException e) {
            return; // no roots: every handshake fails with a message that says so
        }
    }

    private void add(byte[] der) throws GeneralSecurityException {
        bySubject.computeIfAbsent(subject(der), s -> new ArrayList<>()).add(der);
    }

    /** The encoded subject of an encoded certificate (RFC 5280 section 4.1). */
    private static ByteBuffer subject(byte[] der) throws GeneralSecurityException {
        Der body = Der.of(der).enter(Der.SEQUENCE).enter(Der.SEQUENCE);
        if (body.peek() == Der.CONTEXT_0) {
            body.skip(); // version
        }
        body.skip(); // serial number
        body.skip(); // signature algorithm
        body.skip(); // issuer
        body.skip(); // validity
        return ByteBuffer.wrap(body.next());
    }
}
