// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.serve;

import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.PrivateFile;
import io.regclient.file.RegularFile;
import io.regclient.http.tls.ServerKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HeldCertificate;

/**
 * The certificate of a server that has none: signed by an authority that is made for it alone. Clients trust the
 * authority's certificate; its key is forgotten at once, so that nobody can sign another name with it. Both stay in a
 * directory, and are used again until they expire or the server gets another name.
 */
public final class OwnCertificate {
    /** What systems accept at most for a certificate is 398 days (Apple) and 825 (for own authorities). */
    private static final Duration VALID = Duration.ofDays(397);

    private static final Duration RENEWED_BEFORE = Duration.ofDays(7);
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    private final Path authority;
    private final Path certificate;
    private final Path key;
    private final Set<String> names;
    private final Instant now;

    private OwnCertificate(Path directory, Set<String> names, Instant now) {
        this.authority = directory.resolve("ca.pem");
        this.certificate = directory.resolve("server.pem");
        this.key = directory.resolve("server.key");
        this.names = names;
        this.now = now;
    }

    /**
     * The certificate in the directory; a new one where there is none that serves.
     *
     * @param directory is made when absent; it becomes this user's alone
     * @param names host names and addresses of the server
     * @throws RegistryException of kind LOCAL_IO when the directory cannot be written, or it or a file in it is a link:
     *     whoever could make that would have another file written; of kind CANCELED after an interrupt
     */
    public static OwnCertificate in(Path directory, Set<String> names, Instant now) throws RegistryException {
        OwnCertificate own = new OwnCertificate(directory, names, now);
        own.guard(directory);
        if (!own.serves()) {
            own.make();
        }
        return own;
    }

    /** What clients have to trust. */
    public Path authority() {
        return authority;
    }

    /** A context that shows the certificate. */
    public SSLContext context() throws RegistryException {
        return ServerKeys.context(certificate, key);
    }

    private void guard(Path directory) throws RegistryException {
        Path used = directory;
        try {
            PrivateFile.ownDirectory(directory);
            for (Path file : List.of(authority, certificate, key)) {
                used = file;
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    RegularFile.require(file, LinkOption.NOFOLLOW_LINKS);
                }
            }
        } catch (IOException e) {
            throw RegistryException.ofFile("use " + used, FileFailure.reason(e), e);
        }
    }

    /** A key that others could read is not used again. */
    private boolean serves() {
        if (!Files.exists(authority)) {
            return false;
        }
        try {
            if (!PrivateFile.isPrivate(key)) {
                return false;
            }
            X509Certificate shown = ServerKeys.chain(certificate).getFirst();
            ServerKeys.context(certificate, key);
            return shown.getNotAfter().toInstant().isAfter(now.plus(RENEWED_BEFORE))
                    && !shown.getNotBefore().toInstant().isAfter(now)
                    && namesOf(shown).containsAll(names);
        } catch (IOException | CertificateParsingException e) {
            return false; // absent or damaged: another is made
        }
    }

    private static Set<String> namesOf(X509Certificate certificate) throws CertificateParsingException {
        Set<String> names = new HashSet<>();
        for (List<?> name : certificate.getSubjectAlternativeNames()) {
            names.add(String.valueOf(name.get(1)));
        }
        return names;
    }

    private void make() throws RegistryException {
        HeldCertificate signer = builder("regctl development registry " + UUID.randomUUID())
                .certificateAuthority(0)
                .build();
        HeldCertificate.Builder server = builder("regctl development registry").signedBy(signer);
        names.forEach(server::addSubjectAlternativeName);
        HeldCertificate made = server.build();
        write(key, made.privateKeyPkcs8Pem());
        write(certificate, made.certificatePem());
        write(authority, signer.certificatePem());
    }

    private HeldCertificate.Builder builder(String name) {
        return new HeldCertificate.Builder()
                .commonName(name)
                .ecdsa256()
                .validityInterval(
                        now.minus(CLOCKS_DIFFER).toEpochMilli(), now.plus(VALID).toEpochMilli());
    }

    private static void write(Path file, String pem) throws RegistryException {
        try {
            PrivateFile.renew(file, pem.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw RegistryException.ofFile("write " + file, FileFailure.reason(e), e);
        }
    }
}
