// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.service.SeveralFailures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line about a failure (contract regctl 2.4). */
class ErrorReportTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private String report(boolean fromFile, IOException failure) {
        new ErrorReport(new PrintStream(err, true, StandardCharsets.UTF_8), fromFile).print(failure);
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @DisplayName("what to try depends on the kind of the failure and on where the settings come from")
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP_UNAUTHORIZED|false| (try: regctl registry login <registry>)",
                "HTTP_UNAUTHORIZED|true| (try: check user and pass of the registry in creds)",
                "LOGIN_REFUSED|false| (try: another user name or password)",
                "TLS_CLOSED|false| (try: regctl registry set --tls disabled <registry>)",
                "PLAIN_HTTP_ANSWER|false| (try: regctl registry set --tls disabled <registry>)",
                "PLAIN_HTTP_ANSWER|true| (try: set tls: disabled for the registry in creds)",
                "TLS_SILENCE|false| (try: regctl registry set --tls disabled <registry>)",
                "UNTRUSTED_CERTIFICATE|false| (try: regctl registry set --cacert \"$(cat ca.pem)\" <registry>)",
                "UNTRUSTED_CERTIFICATE|true| (try: set regcert, or tls: insecure, for the registry in creds)",
                "CERTIFICATE_EXPIRED|false| (try: renew the certificate on the server, or check the clock of this machine)",
                "CERTIFICATE_NAME|true| (try: use a name of the certificate as the name of the registry)",
                "CLIENT_CERTIFICATE|true| (try: set clientCert and clientKey for the registry in creds)",
                "CLIENT_CERTIFICATE|false| (try: regctl registry set --client-cert \"$(cat client.pem)\""
                        + " --client-key \"$(cat client.key)\" <registry>)",
                "TLS_VERSION|false|''",
                "NOT_FOUND|false|''"
            })
    void saysWhatToTry(ErrorKind kind, boolean fromFile, String hint) {
        assertThat(report(fromFile, RegistryException.of(kind, "it failed")).stripTrailing())
                .isEqualTo(("it failed" + (hint.isEmpty() ? "" : " " + hint)).stripTrailing());
    }

    @Test
    @DisplayName("what is only the name of a file gets words")
    void failuresOfFiles() {
        assertThat(report(false, new AccessDeniedException("/c.yml"))).isEqualTo("/c.yml: permission denied\n");
    }

    @Test
    @DisplayName("the hint comes from the kind of the cause, too")
    void looksAtTheCause() {
        RegistryException cause = RegistryException.of(ErrorKind.HTTP_UNAUTHORIZED, "unauthorized");

        assertThat(report(false, RegistryException.of(ErrorKind.UNAVAILABLE, "copy failed", cause)))
                .contains("copy failed", "regctl registry login");
    }

    @Test
    @DisplayName("a message that repeats a large value is cut, whatever it consists of")
    void boundsTheLine() {
        assertThat(report(false, new IOException(" ".repeat(10_000_000) + "x"))).hasSizeLessThan(20_000);
    }

    @Test
    @DisplayName("the hint names the registry the failure came from, also below other failures")
    void namesTheRegistry() {
        RegistryException cause = RegistryException.of(ErrorKind.UNTRUSTED_CERTIFICATE, "it failed")
                .withRegistry("reg.example:5000");

        assertThat(report(false, cause.withContext("copy"))).contains("\"$(cat ca.pem)\" reg.example:5000)");
    }

    @Test
    void joinsLines() {
        assertThat(report(false, new IOException("first \r\n  second\n\n"))).isEqualTo("first second\n");
    }

    @Test
    @DisplayName("each failure of a run that went on has its line")
    void reportsEachOfSeveral() {
        assertThat(report(true, new SeveralFailures(List.of(new IOException("one"), new IOException("two")))))
                .isEqualTo("one\ntwo\n");
    }
}
