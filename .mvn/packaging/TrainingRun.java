// SPDX-License-Identifier: Apache-2.0

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The run of a packaged program that fills its cache. */
final class TrainingRun {

    private static final long LIMIT_MINUTES = 5;
    private static final int LOG_LINES_SHOWN = 40;

    private final Path home;
    private final List<String> libraries;
    private final Path work;

    /**
     * @param home the packaged program
     * @param libraries its jars in class path order, relative to {@code lib}
     * @param work directory for the log and for whatever the commands write
     */
    TrainingRun(Path home, List<String> libraries, Path work) {
        this.home = home;
        this.libraries = libraries;
        this.work = work;
    }

    /**
     * Runs the training class and writes what it loaded.
     *
     * @param mainClass class that runs real commands of the program, or the program itself
     * @param arguments its arguments
     * @param cache file to write
     * @throws PackagingException when the training fails or leaves no cache
     */
    void run(String mainClass, List<String> arguments, Path cache) throws IOException, InterruptedException {
        execute(mainClass, command(mainClass, arguments, "-XX:AOTCacheOutput=" + cache));
        if (!Files.isRegularFile(cache)) {
            throw failure("left no cache", mainClass);
        }
    }

    /**
     * Starts the program with a cache: a JVM that cannot use the classes in it does not start at all.
     *
     * @throws PackagingException when it does not
     */
    void check(String mainClass, Path cache) throws IOException, InterruptedException {
        List<String> command = command(mainClass, List.of("version"), "-XX:AOTCache=" + cache);
        execute(mainClass, command);
    }

    /** Commands of the program that look at metadata only, as patterns of the launcher's {@code case}. */
    List<String> briefCommands() throws IOException {
        return Files.readAllLines(user().resolve("brief-commands"));
    }

    /** Manual pages and completion scripts, as a package has them in {@code share}. */
    Path share() throws IOException {
        return user().resolve("share");
    }

    /** Puts a key and a certificate for the loopback address where the training serves HTTPS with them. */
    void makeServerKey() throws IOException, InterruptedException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", "server", "-validity", "1"));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=training"));
        command.addAll(List.of("-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12", "-storepass", "training"));
        command.addAll(List.of("-keystore", "training.p12", "-J-XX:TieredStopAtLevel=1"));
        Files.deleteIfExists(user().resolve("training.p12"));
        execute("keytool", command);
    }

    private void execute(String what, List<String> command) throws IOException, InterruptedException {
        Path user = user();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(user.toFile())
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        // Neither the user's credentials nor options for other Java programs have a say in the build.
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.putAll(Map.of("PATH", path, "HOME", user.toString(), "LANG", "C.UTF-8"));
        Process process = builder.start();
        if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw failure("did not end within " + LIMIT_MINUTES + " minutes", what);
        }
        if (process.exitValue() != 0) {
            throw failure("ended with status " + process.exitValue(), what);
        }
    }

    /** Home and working directory of what runs here. */
    private Path user() throws IOException {
        return Files.createDirectories(work.resolve("user"));
    }

    private Path log() {
        return work.resolve("training.log");
    }

    private List<String> command(String mainClass, List<String> arguments, String cache) {
        Path lib = home.resolve("lib");
        List<String> command = new ArrayList<>();
        command.add(home.resolve("runtime/bin/java").toString());
        command.add(cache);
        command.addAll(Package.JVM_OPTIONS);
        // Profiles of a short training would pin hot loops like SHA-256 to slow code: archive classes only.
        command.add("-XX:-AOTRecordTraining");
        command.add("-Dregclient.home=" + home);
        command.add("-DZstdNativePath=" + lib.resolve(Libraries.ZSTD));
        command.add("-cp");
        command.add(String.join(
                ":",
                libraries.stream().map(name -> lib.resolve(name).toString()).toList()));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    private PackagingException failure(String reason, String what) throws IOException {
        List<String> lines = Files.readAllLines(log());
        lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()).forEach(System.err::println);
        return new PackagingException(
                "The training run " + what + " " + reason + "; its output is above and in " + log() + ".");
    }
}
