// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.training;

import io.regclient.kit.cli.Streams;
import io.regclient.server.registry.RegistryOptions;
import io.regclient.server.registry.RegistryServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A registry at the loopback address, with the sample images, in a process of its own: every class in a start-up cache
 * is loaded at every start, so those of a server have no place in the cache of a program.
 */
public final class TrainingRegistry implements AutoCloseable {
    private static final String OPEN = "open";
    private static final String CLOSED = "closed";
    private static final String ENCRYPTED = "encrypted";

    private final Process process;
    private final BufferedReader answers;
    private final String host;

    private TrainingRegistry(Process process, BufferedReader answers, String host) {
        this.process = process;
        this.answers = answers;
        this.host = host;
    }

    /** Without a login. */
    static TrainingRegistry open(Path directory) throws IOException {
        return start(directory, OPEN, "");
    }

    /** For {@link TrainingRun#USER} alone. */
    static TrainingRegistry closed(Path directory) throws IOException {
        return start(directory, CLOSED, "");
    }

    /**
     * With TLS.
     *
     * @param key PKCS12 file of key and certificate, with the password of the training
     */
    static TrainingRegistry encrypted(Path directory, Path key) throws IOException {
        return start(directory, ENCRYPTED, key.toAbsolutePath().toString());
    }

    private static TrainingRegistry start(Path directory, String kind, String key) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(TrainingRegistry.class.getName(), directory.toString(), kind, key));
        Process process =
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        return new TrainingRegistry(process, answers, answer(answers));
    }

    private static String answer(BufferedReader answers) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the registry of the training has ended");
        }
        return line;
    }

    /** Host and port as used in references. */
    public String host() {
        return host;
    }

    /** Puts the sample images back to what they were at the start. */
    public void putSamples() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        answer(answers);
    }

    /** Ends the process, which ends by itself when nobody holds the other end of its input. */
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }

    /** The process: tells its host, and puts the samples again for each line that it reads. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        RegistryOptions.Builder options = RegistryOptions.builder(Files.createDirectories(Path.of(arguments[0])));
        switch (arguments[1]) {
            case CLOSED -> options.user(TrainingRun.USER, TrainingRun.PASSWORD);
            case ENCRYPTED -> options.tls(tls(Path.of(arguments[2])));
            default -> {}
        }
        Streams streams = Streams.ofProcess();
        PrintStream out = streams.out();
        BufferedReader lines = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
        try (RegistryServer server = RegistryServer.start(options.build())) {
            do {
                server.putSamples();
                out.println(server.host());
                out.flush();
            } while (lines.readLine() != null);
        }
    }

    private static SSLContext tls(Path key) throws IOException, GeneralSecurityException {
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        char[] password = TrainingRun.PASSWORD.toCharArray();
        managers.init(KeyStore.getInstance(key.toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
