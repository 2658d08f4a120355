// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.server.registry.RegistryOptions;
import io.regclient.server.registry.RegistryServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What the build runs to fill the start-up cache of the packaged program: the classes these commands load start fast.
 * Not a command; nothing else calls it.
 */
final class Training {
    /** The second round reaches what only happens on a repeated call. */
    private static final int ROUNDS = 2;

    private static final String USER = "training";

    private static final String PASSWORD = USER;

    /** Key and certificate of an HTTPS server at 127.0.0.1; the build puts the file there. */
    private static final Path SERVER_KEY = Path.of("training.p12");

    private Training() {}

    /**
     * Runs the commands and exits like the program does. A halted JVM would write no cache.
     *
     * @param args names of classes to load besides
     */
    public static void main(String[] args) throws ClassNotFoundException, IOException, GeneralSecurityException {
        for (String name : args) {
            Class.forName(name);
        }
        // a command chooses the log back end; the registry, which also logs, must not be the first to do so
        Regctl.PROGRAM.run("version");
        Path directory = Files.createTempDirectory(Path.of(""), "training");
        RegistryOptions open =
                RegistryOptions.builder(directory.resolve("open")).build();
        RegistryOptions closed = RegistryOptions.builder(directory.resolve("closed"))
                .user(USER, PASSWORD)
                .build();
        KeyStore keys = KeyStore.getInstance(SERVER_KEY.toFile(), PASSWORD.toCharArray());
        RegistryOptions encrypted = RegistryOptions.builder(directory.resolve("encrypted"))
                .tls(tls(keys))
                .build();
        try (RegistryServer source = RegistryServer.start(open);
                RegistryServer target = RegistryServer.start(closed);
                RegistryServer secure = RegistryServer.start(encrypted)) {
            source.putSamples();
            secure.putSamples();
            for (int round = 0; round < ROUNDS; round++) {
                run(source.host(), target.host(), "ocidir://" + directory.resolve("layout" + round));
                run(secure.host(), certificate(keys));
            }
        }
        System.exit(0);
    }

    private static SSLContext tls(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static String certificate(KeyStore keys) throws GeneralSecurityException {
        byte[] der = keys.getCertificate(keys.aliases().nextElement()).getEncoded();
        return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    private static void run(String secure, String authority) {
        List<List<String>> commands = List.of(
                List.of("registry", "set", secure, "--cacert", authority),
                List.of("tag", "ls", secure + "/sample/tools"),
                List.of("image", "copy", secure + "/sample/hello:latest", secure + "/copy/hello:latest"));
        commands.forEach(command -> Regctl.PROGRAM.run(command.toArray(String[]::new)));
    }

    private static void run(String source, String target, String layout) {
        String image = source + "/sample/hello:latest";
        String copy = target + "/copy/hello:latest";
        List<List<String>> commands = List.of(
                List.of("version"),
                List.of("--help"),
                List.of("image", "copy", "--help"),
                List.of("no-such-command"),
                List.of("version", "--no-such-option"),
                List.of("registry", "set", source, "--tls", "disabled"),
                List.of("registry", "set", target, "--tls", "disabled", "--skip-check"),
                List.of("registry", "login", target, "-u", USER, "-p", PASSWORD),
                List.of("registry", "config"),
                List.of("registry", "whoami", target),
                List.of("repo", "ls", source),
                List.of("tag", "ls", source + "/sample/tools"),
                List.of("tag", "ls", "--include", "l.*", "--format", "{{range .Tags}}{{println .}}{{end}}", copy),
                List.of("image", "digest", image),
                List.of("manifest", "get", image),
                List.of("manifest", "get", "--format", "{{jsonPretty .}}", image),
                List.of("image", "inspect", "--platform", "linux/amd64", image),
                List.of("image", "copy", image, copy),
                List.of("image", "copy", "--referrers", "--digest-tags", image, copy),
                List.of("image", "copy", copy, target + "/copy/other:latest"),
                List.of("image", "copy", image, layout + ":latest"),
                List.of("tag", "delete", copy),
                List.of("tag", "ls", source + "/no/such/repository", "-v", "debug"),
                List.of("registry", "logout", target));
        commands.forEach(command -> Regctl.PROGRAM.run(command.toArray(String[]::new)));
    }
}
