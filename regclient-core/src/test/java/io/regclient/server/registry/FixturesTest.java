// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.testing.CliProgram;
import io.regclient.testing.CliResult;
import io.regclient.testing.CliRunner;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.LeakCheckExtension.ThreadCheck;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import io.regclient.testing.TestTls;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The fixtures that do not need a registry. */
class FixturesTest {

    private static int echo(CliProgram.Call call) throws Exception {
        call.out()
                .print(call.args() + " " + call.environment().get("A") + " "
                        + new String(call.in().readAllBytes(), StandardCharsets.UTF_8) + "\n");
        call.err().print(call.directory());
        return call.args().size();
    }

    @Test
    void runnerPassesEverythingInAndOut(@TempDir Path directory) {
        CliResult result = CliRunner.of(FixturesTest::echo, directory)
                .env("A", "b")
                .stdin("in")
                .run("x", "y");
        result.check().exits(2).outLines("[x, y] b in").err(directory.toString());
        assertThat(result.toString()).contains("x y -> exit 2");
    }

    @Test
    void runnerChecksFailWithTheWholeRun(@TempDir Path directory) {
        CliResult result = CliRunner.of(FixturesTest::echo, directory).run("x");
        assertThatThrownBy(() -> result.check().succeeds())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("exit 1")
                .hasMessageContaining("[x] null");
        assertThatThrownBy(() -> result.check().matchesGolden("absent.txt")).hasMessageContaining("absent.txt");
        CliProgram broken = call -> {
            throw new IllegalStateException("boom");
        };
        assertThatThrownBy(() -> CliRunner.of(broken, directory).run()).hasRootCauseMessage("boom");
    }

    @Test
    void runnersAreImmutable(@TempDir Path directory) {
        CliRunner plain = CliRunner.of(FixturesTest::echo, directory);
        plain.env("A", "b").stdin("in").in(directory.resolve("x"));
        plain.run().check().out("[] null \n").err(directory.toString());
    }

    @Test
    void certificatesAreUsableAsPem() throws Exception {
        TestTls tls = TestTls.shared();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate authority = (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(WireClient.bytes(tls.authorityPem())));
        X509Certificate client = (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(WireClient.bytes(tls.clientCertificatePem())));
        client.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isNotNegative();
        String base64 =
                tls.clientKeyPem().lines().filter(l -> !l.startsWith("-")).reduce("", String::concat);
        assertThat(KeyFactory.getInstance("EC")
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64))))
                .isInstanceOf(ECPrivateKey.class);
    }

    @Test
    void survivingThreadsAreReported() throws InterruptedException {
        ThreadCheck check = new ThreadCheck(Duration.ofMillis(1));
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = Thread.ofPlatform().name("survivor").daemon(false).start(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(check::close).isInstanceOf(AssertionError.class).hasMessageContaining("survivor");
        end.countDown();
        thread.join();
    }

    @Nested
    @ExtendWith(RegistryExtension.class)
    class Injection {
        @Test
        void repositoriesAreFreshAndTheRegistryIsShared(
                InProcessRegistry registry, TestRepository one, TestRepository two) {
            assertThat(one.name())
                    .isNotEqualTo(two.name())
                    .endsWith("/repositories-are-fresh-and-the-registry-is-shared");
            assertThat(one.registry()).isSameAs(registry).isSameAs(two.registry());
            assertThat(one.ref("v1")).hasToString(registry.host() + "/" + one.name() + ":v1");
        }
    }
}
