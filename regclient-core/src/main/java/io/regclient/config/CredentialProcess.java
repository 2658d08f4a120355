// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * One call of a credential helper program (contract CH-1, CH-4): bounded in time and output. Failures name the program
 * and the reason; what a failing program printed is its reason. Its error output goes to that of this process.
 */
final class CredentialProcess {
    /** What Docker allows to put behind {@code docker-credential-}; anything else could name another file (OJ-2). */
    private static final Pattern SUFFIX = Pattern.compile("[A-Za-z0-9_-]+");

    static final int MAX_OUTPUT_BYTES = 1 << 20;

    private static final int MAX_COMPLAINT = 300;

    private final Environment environment;
    private final Duration timeout;

    CredentialProcess(Environment environment, Duration timeout) {
        this.environment = environment;
        this.timeout = timeout;
    }

    /** The program for a suffix in Docker's configuration; empty for a text that must not become a program name. */
    static Optional<String> nameOf(String suffix) {
        return SUFFIX.matcher(suffix).matches() ? Optional.of("docker-credential-" + suffix) : Optional.empty();
    }

    /**
     * Runs the program.
     *
     * @param verb {@code get} or {@code list}
     * @param input written to its standard input as it is
     * @return its standard output
     * @throws RegistryException of kind CANCELED when interrupted, else UNAVAILABLE
     */
    byte[] run(String program, String verb, String input) throws RegistryException {
        String shown = program.strip().split("\\s", 2)[0]; // what follows may be a secret, and is no argument
        String what = "credential helper " + shown + " " + verb;
        Process process;
        try {
            process = start(program, verb);
        } catch (IOException e) {
            throw RegistryException.of(
                    ErrorKind.UNAVAILABLE,
                    what + ": " + RegistryException.describe(e).replace(program, shown));
        }
        boolean finished = false;
        try {
            byte[] output = output(process, input, what);
            finished = true;
            return output;
        } finally {
            if (!finished) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private Process start(String program, String verb) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(resolve(program), verb);
        builder.environment().clear();
        builder.environment().putAll(environment.variables());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        if (!environment.workingDirectory().toString().isEmpty()) {
            builder.directory(environment.workingDirectory().toFile());
        }
        return builder.start();
    }

    /** Looks along PATH of the given environment; Java would use that of this process. */
    private String resolve(String program) {
        Path name = Path.of(program);
        if (name.getNameCount() > 1 || name.isAbsolute()) {
            return environment.workingDirectory().resolve(name).toString();
        }
        String path = environment.variable("PATH").orElse("");
        List<String> endings = endings();
        for (String directory : path.split(File.pathSeparator, -1)) {
            for (String ending : endings) {
                Path candidate = Path.of(directory).resolve(name + ending);
                if (!directory.isEmpty() && Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                    return candidate.toString();
                }
            }
        }
        return program; // the failure to start then names it
    }

    /** What may follow the name of a program: on Windows PATHEXT lists it, for example {@code .EXE;.CMD} (JI-6). */
    private List<String> endings() {
        List<String> endings = new ArrayList<>(List.of(""));
        String listed = environment.variable("PATHEXT").orElse("");
        for (String ending : listed.split(";", -1)) {
            if (ending.startsWith(".")) {
                endings.add(ending.toLowerCase(Locale.ROOT));
            }
        }
        return endings;
    }

    private byte[] output(Process process, String input, String what) throws RegistryException {
        FutureTask<byte[]> reading = new FutureTask<>(() -> read(process));
        Thread reader = new Thread(reading, "credential-helper-output");
        reader.setDaemon(true);
        reader.start();
        send(process, input);
        try {
            byte[] output = reading.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            if (process.exitValue() != 0) {
                throw unavailable(what + " exited with status " + process.exitValue() + complaint(output));
            }
            return output;
        } catch (TimeoutException e) {
            throw unavailable(what + " did not finish within " + GoDuration.format(timeout));
        } catch (ExecutionException e) {
            Throwable reason = e.getCause();
            throw unavailable(what + ": " + RegistryException.describe(reason == null ? e : reason));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, what + " was interrupted", e);
        }
    }

    /** A helper that fails says why on its standard output; JSON or a single word may be a secret. */
    private static String complaint(byte[] output) {
        String text = new String(output, 0, Math.min(output.length, MAX_COMPLAINT), StandardCharsets.UTF_8)
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
        return text.contains("{") || !text.contains(" ") ? "" : ": " + text;
    }

    private static void send(Process process, String input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // the program closed its input without reading it: its answer or exit status decides
        }
    }

    private static byte[] read(Process process) throws IOException {
        try (InputStream out = process.getInputStream()) {
            byte[] output = out.readNBytes(MAX_OUTPUT_BYTES + 1);
            if (output.length > MAX_OUTPUT_BYTES) {
                throw unavailable("more than " + MAX_OUTPUT_BYTES + " bytes of output");
            }
            return output;
        }
    }

    private static RegistryException unavailable(String message) {
        return RegistryException.of(ErrorKind.UNAVAILABLE, message);
    }
}
