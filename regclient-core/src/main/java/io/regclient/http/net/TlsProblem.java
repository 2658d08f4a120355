// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.tls.CertificateRequest;
import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Why two sides do not come together over TLS. Asking again does not change it.
 *
 * @param kind what a caller may want to advise
 * @param words the message, with the host
 */
record TlsProblem(ErrorKind kind, String words) {
    private static final Pattern NAMES = Pattern.compile("subjectAltNames: \\[(.*?)]");

    private static final String RECEIVED = "Received fatal alert: ";

    /** Alerts about the certificate of a client (RFC 8446, section 6.2): only they can be about ours. */
    private static final List<String> CLIENT_ALERTS = List.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca");

    /** The problem behind a failure, if it is one of these. */
    static Optional<TlsProblem> of(IOException failure, RequestErrors.Peer peer) {
        String host = peer.host();
        if (failure instanceof SSLPeerUnverifiedException) {
            return Optional.of(wrongName(RegistryException.describe(failure), host));
        }
        Optional<CertificateException> refused = Causes.find(failure, CertificateException.class);
        if (refused.isPresent()) {
            return Optional.of(distrust(failure, host));
        }
        if (peer.certificate() == CertificateRequest.UNMET) {
            return Optional.of(noCertificate(host));
        }
        return Causes.find(failure, SSLException.class)
                .flatMap(alert -> alert(RegistryException.describe(alert), peer));
    }

    private static TlsProblem wrongName(String text, String host) {
        Matcher names = NAMES.matcher(text.replaceAll("\\s+", " "));
        String valid = names.find() && !names.group(1).isBlank() ? names.group(1) : "no name at all";
        return new TlsProblem(
                ErrorKind.CERTIFICATE_NAME,
                "certificate of " + host + " is not trusted: " + host.substring(0, host.lastIndexOf(':'))
                        + " not verified, it is valid for " + OneLine.of(valid));
    }

    private static TlsProblem distrust(IOException failure, String host) {
        String subject = "certificate of " + host;
        if (Causes.find(failure, CertificateExpiredException.class).isPresent()) {
            String date = date(failure, X509Certificate::getNotAfter);
            return new TlsProblem(ErrorKind.CERTIFICATE_EXPIRED, subject + " is not trusted: expired on " + date);
        }
        if (Causes.find(failure, CertificateNotYetValidException.class).isPresent()) {
            String date = date(failure, X509Certificate::getNotBefore);
            return new TlsProblem(ErrorKind.CERTIFICATE_EXPIRED, subject + " is not trusted: not valid before " + date);
        }
        String reason = OneLine.of(Causes.innermost(failure));
        return new TlsProblem(ErrorKind.UNTRUSTED_CERTIFICATE, subject + " is not trusted: " + reason);
    }

    /** The date of the certificate the check of a chain stopped at; without one the runtime's words. */
    private static String date(IOException failure, Function<X509Certificate, Date> end) {
        Optional<CertPathValidatorException> check = Causes.find(failure, CertPathValidatorException.class);
        if (check.isPresent()
                && check.get().getCertPath() != null
                && check.get().getIndex() >= 0) {
            Certificate certificate =
                    check.get().getCertPath().getCertificates().get(check.get().getIndex());
            if (certificate instanceof X509Certificate x509) {
                return end.apply(x509).toInstant().toString();
            }
        }
        return OneLine.of(Causes.innermost(failure));
    }

    private static TlsProblem noCertificate(String host) {
        return new TlsProblem(ErrorKind.CLIENT_CERTIFICATE, host + " wants a client certificate");
    }

    private static Optional<TlsProblem> alert(String text, RequestErrors.Peer peer) {
        String host = peer.host();
        if (text.contains("certificate_required")) {
            return Optional.of(noCertificate(host));
        }
        boolean received = text.contains(RECEIVED);
        if (received && peer.certificate() == CertificateRequest.ANSWERED) {
            String alert = text.substring(text.lastIndexOf(RECEIVED) + RECEIVED.length());
            String words = host + " does not accept the client certificate: " + OneLine.of(alert);
            return Optional.of(new TlsProblem(ErrorKind.CLIENT_CERTIFICATE, words));
        }
        for (String alert : received ? CLIENT_ALERTS : List.<String>of()) {
            if (text.endsWith(alert)) {
                String words = host + " does not accept the client certificate, or wants one: " + alert;
                return Optional.of(new TlsProblem(ErrorKind.CLIENT_CERTIFICATE, words));
            }
        }
        if (text.contains("protocol_version") || text.contains("is not accepted by client preferences")) {
            String words = "TLS with " + host + " failed: no common version, TLS 1.2 or 1.3 is needed";
            return Optional.of(new TlsProblem(ErrorKind.TLS_VERSION, words));
        }
        return Optional.empty();
    }
}
