// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.http.tls.CertificateRequest;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way TLS can fail has its own kind, which the advice to the user follows (regctl 2.4). */
class TlsProblemTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        refused(new CertificateExpiredException("NotAfter: Fri Nov 27 10:00:00 UTC 2026")),
                        ErrorKind.CERTIFICATE_EXPIRED,
                        "expired on NotAfter: Fri Nov 27 10:00:00 UTC 2026"),
                Arguments.of(
                        refused(new CertificateNotYetValidException("NotBefore: later")),
                        ErrorKind.CERTIFICATE_EXPIRED,
                        "not valid before NotBefore: later"),
                Arguments.of(
                        refused(new CertificateException("signed by an unknown authority")),
                        ErrorKind.UNTRUSTED_CERTIFICATE,
                        "is not trusted: signed by an unknown authority"),
                Arguments.of(
                        new SSLPeerUnverifiedException("Hostname h not verified:\n    certificate: sha256/x\n"
                                + "    DN: CN=s\n    subjectAltNames: [other.example, b.example]"),
                        ErrorKind.CERTIFICATE_NAME,
                        "h not verified, it is valid for other.example, b.example"),
                alert("certificate_required", ErrorKind.CLIENT_CERTIFICATE, "wants a client certificate"),
                alert("bad_certificate", ErrorKind.CLIENT_CERTIFICATE, "client certificate"),
                alert("unknown_ca", ErrorKind.CLIENT_CERTIFICATE, "does not accept the client certificate"),
                alert("protocol_version", ErrorKind.TLS_VERSION, "TLS 1.2 or 1.3 is needed"),
                Arguments.of(
                        new SSLHandshakeException(
                                "The server selected protocol version TLS10 is not accepted by client preferences [TLS13]"),
                        ErrorKind.TLS_VERSION,
                        "no common version"));
    }

    private static IOException refused(CertificateException why) {
        IOException failure = new SSLHandshakeException("PKIX path validation failed");
        failure.initCause(why);
        return failure;
    }

    private static Arguments alert(String alert, ErrorKind kind, String words) {
        return Arguments.of(new SSLHandshakeException("(" + alert + ") Received fatal alert: " + alert), kind, words);
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("the cause is told, and asking again is pointless")
    void tellsTheCause(IOException failure, ErrorKind kind, String words) {
        IOException told = RequestErrors.transport(
                failure,
                new RequestErrors.Peer("h:443", "h:443", false, false, CertificateRequest.NONE),
                "GET https://h/v2/");

        assertThat(told).isInstanceOfSatisfying(ExchangeFailure.class, e -> {
            assertThat(e.error().kind()).isEqualTo(kind);
            assertThat(e.permanent()).isTrue();
            assertThat(e.error()).hasMessageContaining(words).hasMessageContaining("h:443");
        });
    }
}
