// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ProgramRunner;
import io.regclient.testing.TestTls;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Advice about certificates follows the cause (contract TL-2, regctl 2.4). */
@Timeout(60)
class TlsAdviceTest {
    @ParameterizedTest
    @DisplayName("expired, for other names, unknown authority, client certificate wanted: one line each")
    @CsvSource(
            delimiter = '|',
            value = {
                "expired|yes|is not trusted: expired on 20|(try: renew the certificate on the server, or check the clock",
                "future|yes|is not trusted: not valid before 20|(try: renew the certificate on the server, or check",
                "other|yes|it is valid for |(try: use a name of the certificate as the name of the registry)",
                "good|no|is not trusted: |(try: regctl registry set --cacert",
                "client|yes|client certificate|(try: regctl registry set --client-cert"
            })
    void advisesByTheCause(String kind, String trusted, String cause, String advice, @TempDir Path directory) {
        TestTls tls = switch (kind) {
            case "expired" -> TestTls.create("san=ip:127.0.0.1", "-startdate", "-9d", "-validity", "3");
            case "future" -> TestTls.create("san=ip:127.0.0.1", "-startdate", "+9d");
            case "other" -> TestTls.create("san=dns:other.example");
            default -> TestTls.shared();
        };
        InProcessRegistry.Builder builder = InProcessRegistry.builder().tls(tls);
        try (InProcessRegistry registry = (kind.equals("client") ? builder.clientCertificates() : builder).start()) {
            CliRunner regctl = ProgramRunner.of(Regctl.PROGRAM, directory)
                    .env("REGCTL_CONFIG", directory.resolve("regctl.json").toString());
            if (trusted.equals("yes")) {
                regctl.run("registry", "set", registry.host(), "--cacert", tls.authorityPem(), "--skip-check")
                        .check()
                        .succeeds();
            }

            CliResult result = regctl.run("image", "digest", registry.host() + "/a/b:c");

            result.check().exits(1).out("").errContains(cause, advice);
            assertThat(result.err().lines()).as(result.err()).hasSize(1);
            assertThat(result.err()).doesNotContain(" tries");
        }
    }
}
