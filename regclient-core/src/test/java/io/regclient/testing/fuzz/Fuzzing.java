// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a module's tests do with its targets: replay the known inputs, or look for new ones. */
public final class Fuzzing {
    /** Inputs that once failed, a directory for each target. */
    private static final Path FAILED = Path.of("src/test/resources/fuzz");

    private Fuzzing() {}

    /** The seeds and the inputs that once failed. */
    public static void replay(FuzzTarget target) throws IOException {
        target.seeds().forEach(target::check);
        Path failed = FAILED.resolve(target.getClass().getSimpleName());
        if (Files.isDirectory(failed)) {
            try (Stream<Path> files = Files.list(failed)) {
                for (Path file : files.toList()) {
                    target.check(Files.readAllBytes(file));
                }
            }
        }
    }

    /**
     * Looks for inputs that fail, starting with the seeds and with what earlier runs found in {@code target/fuzz}. The
     * fuzzer must be on the class path, as it is in the profile fuzz.
     *
     * @param seconds how long
     */
    public static void run(FuzzTarget target, int seconds) throws IOException, InterruptedException {
        String name = target.getClass().getSimpleName();
        Path found = Files.createDirectories(Path.of("target/fuzz").resolve(name));
        List<byte[]> seeds = target.seeds();
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(found.resolve("seed-" + i), seeds.get(i));
        }
        Path log = Path.of("target/fuzz", name + ".log");
        Process fuzzer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "com.code_intelligence.jazzer.Jazzer",
                        "--target_class=" + target.getClass().getName(),
                        "--instrumentation_includes=io.regclient.**",
                        "-artifact_prefix=target/fuzz/" + name + "-",
                        "-max_total_time=" + seconds,
                        "-timeout=20",
                        "-rss_limit_mb=4096",
                        "-max_len=65536",
                        found.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(fuzzer.waitFor()).as("exit code, see " + log).isZero();
    }
}
