// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.config.Environment;
import io.regclient.kit.cli.Streams;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code regctl registry serve}, which runs until it is closed; its lines on stdout have been read. */
final class RunningServer implements AutoCloseable {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<String> lines = new ArrayList<>();
    private final Thread thread;

    /** Starts it in a directory, which is home too. */
    RunningServer(Path directory, String address, List<String> flags) throws IOException {
        List<String> words = new ArrayList<>(List.of("registry", "serve", "--addr", address));
        words.addAll(flags);
        PipedInputStream out = new PipedInputStream();
        Streams streams = new Streams(
                new PrintStream(new PipedOutputStream(out), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                InputStream.nullInputStream(),
                false,
                false);
        Runnable ended = streams.out()::close;
        thread = Thread.ofPlatform().start(() -> {
            Regctl.PROGRAM.run(words, streams, Environment.of(Map.of(), directory, directory));
            ended.run();
        });
        BufferedReader reader = new BufferedReader(new InputStreamReader(out, StandardCharsets.UTF_8));
        int expected = flags.contains("--tls") ? 2 : 1;
        for (int i = 0; i < expected; i++) {
            Optional.ofNullable(reader.readLine()).ifPresent(lines::add);
        }
    }

    /** What it has printed: where it is and, with its own certificate, whom to trust; nothing when it has failed. */
    List<String> lines() {
        return lines;
    }

    /** Host and port as used in references. */
    String host() {
        return lines.getFirst().replaceFirst(".*//([^/ ]+).*", "$1");
    }

    /** Errors and logs so far. */
    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
