// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing.fuzz;

import io.regclient.error.RegistryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A kind of input. Every input works, or is refused with a message; anything else ends the fuzzer. */
public interface FuzzTarget {
    /** Valid inputs to start with. */
    List<byte[]> seeds() throws IOException;

    /** Uses the input as the programs would. */
    void use(byte[] input) throws IOException;

    /** Uses the input, and fails unless it works or is refused. */
    default void check(byte[] input) {
        try {
            attempt(() -> use(input));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One step of a use; what it refuses does not keep the next one from running. */
    static void attempt(Step step) throws IOException {
        try {
            step.run();
        } catch (RegistryException e) {
            String message = String.valueOf(e.getMessage());
            if (message.isBlank() || message.length() > 20_000) {
                throw new IllegalStateException("a message of " + message.length() + " characters", e);
            }
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Removes a directory and what is in it; links are not followed. */
    static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
