// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.kit.cli.CommandHelp.Example;
import io.regclient.kit.training.TrainingRegistry;
import io.regclient.kit.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** What the build runs to fill the start-up cache of regctl. */
final class Training {
    /** Key and certificate of an HTTPS server at 127.0.0.1; the build puts the file there. */
    private static final Path SERVER_KEY = Path.of("training.p12");

    private Training() {}

    public static void main(String[] args) throws ClassNotFoundException, IOException {
        TrainingRun.main(Regctl.PROGRAM, args, training -> {
            run(training);
            runEncrypted(training);
        });
    }

    /**
     * Runs everything against an open registry and one with a login, both without TLS.
     *
     * @return the examples that failed
     */
    static List<String> run(TrainingRun training) throws IOException {
        List<String> failed = new ArrayList<>();
        training.runHelp();
        try (TrainingRegistry open = training.openRegistry("open");
                TrainingRegistry closed = training.closedRegistry("closed")) {
            training.run("registry", "set", open.host(), "--tls", "disabled");
            for (int round = 0; round < TrainingRun.ROUNDS; round++) {
                open.putSamples();
                failed.addAll(runExamples(training, open, closed, "disabled"));
            }
            training.run("tag", "ls", open.host() + "/no/such/repository", "-v", "debug");
        }
        return failed;
    }

    private static void runEncrypted(TrainingRun training) throws IOException {
        try (TrainingRegistry secure = training.encryptedRegistry("encrypted", SERVER_KEY);
                TrainingRegistry closed = training.closedRegistry("closed")) {
            for (int round = 0; round < TrainingRun.ROUNDS; round++) {
                secure.putSamples();
                training.run("registry", "set", secure.host(), "--cacert", certificate());
                runExamples(training, secure, closed, "enabled");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the key of the training cannot be used", e);
        }
    }

    private static List<String> runExamples(
            TrainingRun training, TrainingRegistry first, TrainingRegistry second, String tls) {
        training.run(
                "__complete",
                "--host",
                "reg=" + first.host() + ",tls=" + tls,
                "tag",
                "ls",
                first.host() + "/sample/hello");
        return training.at(Example.HOST, first.host())
                .at(Example.MIRROR, second.host())
                .runExamples(
                        "--host",
                        "reg=" + first.host() + ",tls=" + tls,
                        "--host",
                        "reg=" + second.host() + ",tls=disabled,user=" + TrainingRun.USER + ",pass="
                                + TrainingRun.PASSWORD);
    }

    private static String certificate() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(SERVER_KEY.toFile(), TrainingRun.PASSWORD.toCharArray());
        byte[] der = keys.getCertificate(keys.aliases().nextElement()).getEncoded();
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }
}
