// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.config.Environment;
import io.regclient.kit.cli.Streams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the command lines of a document one after another in a directory of their own, with regctl in this process, and
 * tells what a terminal would show. Of a shell it knows quotes, {@code |}, {@code > FILE}, {@code "$(cat FILE)"} and the
 * programs echo, cat and mkdir. A registry that a line serves runs until another line serves one in its place, at a port with
 * as many digits as the one of the document, so that columns stay where they are.
 */
final class ShellSession implements AutoCloseable {
    /** How documents call the directory of the session. */
    private static final String HOME = "/home/joe";

    /** Where documents have their registry. */
    private static final String REGISTRY = "127.0.0.1:5000";

    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(?<operator>[|>])|(?<word>(?:'[^']*'|\"\\$\\(cat [^)]*\\)\"|\"[^\"$`\\\\]*\"|[^\\s'\"|<>$`;&\\\\])+))");
    private static final Pattern PART = Pattern.compile("'([^']*)'|\"\\$\\(cat ([^)]*)\\)\"|\"([^\"]*)\"|([^'\"]+)");

    private static final int LOWEST_PORT = 1024;
    private static final int END_OF_PORTS = 10_000;
    private static final int PORTS_TRIED = 100;

    private final Path directory;
    private final Random random = new Random();
    private List<RunningServer> servers = List.of();
    private String host = REGISTRY;

    ShellSession(Path directory) {
        this.directory = directory;
    }

    /**
     * What stdout and stderr show of a command line, errors in the place where they appear. In a document a prompt stands in
     * a line of its own, also behind results without a line break.
     */
    String run(String line) throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        byte[] input = new byte[0];
        List<List<String>> stages = stages(line);
        for (int i = 0; i < stages.size(); i++) {
            List<String> stage = stages.get(i);
            boolean toFile = stage.size() > 1 && stage.get(stage.size() - 2).equals(">");
            boolean toScreen = i == stages.size() - 1 && !toFile;
            ByteArrayOutputStream piped = new ByteArrayOutputStream();
            List<String> words = toFile ? stage.subList(0, stage.size() - 2) : stage;
            run(words, input, toScreen ? shown : piped, shown);
            input = piped.toByteArray();
            if (toFile) {
                Files.write(directory.resolve(stage.getLast()), input);
            }
        }
        String text =
                shown.toString(StandardCharsets.UTF_8).replace(host, REGISTRY).replace(directory.toString(), HOME);
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private void run(List<String> words, byte[] input, OutputStream out, OutputStream err) throws IOException {
        List<String> arguments = words.subList(1, words.size());
        switch (words.getFirst()) {
            case "echo" -> out.write((String.join(" ", arguments) + "\n").getBytes(StandardCharsets.UTF_8));
            case "cat" -> out.write(Files.readAllBytes(directory.resolve(words.get(1))));
            case "mkdir" -> Files.createDirectory(directory.resolve(words.get(1)));
            case "regctl" -> {
                if (arguments.subList(0, Math.min(2, arguments.size())).equals(List.of("registry", "serve"))) {
                    String printed = String.join("\n", serve(arguments.subList(2, arguments.size()))) + "\n";
                    out.write(printed.getBytes(StandardCharsets.UTF_8));
                } else {
                    regctl(arguments, input, out, err);
                }
            }
            default -> throw new IllegalArgumentException("a document's example runs " + words.getFirst());
        }
    }

    /** As in a process: results are held back until the command ends, errors and logs are not. */
    private void regctl(List<String> arguments, byte[] input, OutputStream out, OutputStream err) {
        try (PrintStream results = Streams.results(out);
                PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            Regctl.PROGRAM.run(
                    arguments,
                    new Streams(results, messages, new ByteArrayInputStream(input), false, false),
                    Environment.of(Map.of("HOME", directory.toString()), directory, directory));
        }
    }

    private List<String> serve(List<String> flags) throws IOException {
        boolean first = servers.isEmpty();
        close();
        String problem = "";
        for (int i = 0; i < PORTS_TRIED; i++) {
            String address = first ? "127.0.0.1:" + random.nextInt(LOWEST_PORT, END_OF_PORTS) : host;
            RunningServer server = new RunningServer(directory, address, flags);
            servers = List.of(server);
            if (!server.lines().isEmpty()) {
                host = address;
                return server.lines();
            }
            server.close();
            problem = server.err();
        }
        throw new IOException("no registry could be started: " + problem);
    }

    /** The programs of a pipeline, each with its words. */
    List<List<String>> stages(String line) throws IOException {
        List<List<String>> stages = new ArrayList<>(List.of(new ArrayList<>()));
        Matcher tokens = TOKEN.matcher(line);
        int end = 0;
        while (tokens.find() && tokens.start() == end) {
            end = tokens.end();
            if ("|".equals(tokens.group("operator"))) {
                stages.add(new ArrayList<>());
            } else {
                stages.getLast().add(tokens.group("operator") == null ? word(tokens.group("word")) : ">");
            }
        }
        if (end != line.length()) {
            throw new IllegalArgumentException("not understood: " + line.substring(end));
        }
        return stages;
    }

    private String word(String text) throws IOException {
        StringBuilder word = new StringBuilder();
        for (MatchResult part : PART.matcher(text).results().toList()) {
            if (part.group(2) != null) {
                word.append(Files.readString(directory.resolve(part.group(2))).stripTrailing());
            } else {
                String plain =
                        part.group(1) != null ? part.group(1) : part.group(3) != null ? part.group(3) : part.group(4);
                word.append(plain.replace(REGISTRY, host).replace(HOME, directory.toString()));
            }
        }
        return word.toString();
    }

    @Override
    public void close() {
        servers.forEach(RunningServer::close);
    }
}
