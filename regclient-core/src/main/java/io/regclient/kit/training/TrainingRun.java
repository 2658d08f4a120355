// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.training;

import io.regclient.config.Environment;
import io.regclient.kit.cli.CommandHelp.Example;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.Streams;
import io.regclient.kit.manual.ShareFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs command lines of a program in a directory of its own: the classes they load start fast in the packaged program.
 * What is run is what the commands declare as examples, and their help.
 */
public final class TrainingRun {
    /** The second round reaches what only happens on a repeated call. */
    public static final int ROUNDS = 2;

    /** User of the registries with a login, and the password, which is also what the programs read from standard input. */
    public static final String USER = "robot";

    public static final String PASSWORD = "training";

    /** Where the build finds how the launcher recognizes commands that are over soon. */
    private static final Path BRIEF_COMMANDS = Path.of("brief-commands");

    /** Where the build finds manual pages and completion scripts. */
    private static final Path SHARE = Path.of("share");

    private final Program program;
    private final Path directory;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();

    private TrainingRun(Program program, Path directory) {
        this.program = program;
        this.directory = directory;
        variables.put("HOME", directory.toString());
        places.put("ocidir://", "ocidir://" + directory + "/");
    }

    /** The work of a program's training. */
    @FunctionalInterface
    public interface Work {
        void run(TrainingRun training) throws IOException;
    }

    /** A training in an existing directory. */
    public static TrainingRun in(Path directory, Program program) {
        return new TrainingRun(program, directory.toAbsolutePath());
    }

    /**
     * Trains, makes the files of {@code share}, tells the build which commands are brief, and exits like the program does. A halted JVM would write no cache.
     *
     * @param classes names of classes to load besides
     */
    public static void main(Program program, String[] classes, Work work) throws ClassNotFoundException, IOException {
        for (String name : classes) {
            Class.forName(name);
        }
        program.run("version");
        work.run(in(Files.createTempDirectory(Path.of(""), "training"), program));
        ShareFiles.write(program, SHARE);
        Files.writeString(BRIEF_COMMANDS, String.join("\n", BriefCommands.patterns(program.tree())));
        System.exit(0);
    }

    public Path directory() {
        return directory;
    }

    /** A registry without a login over a directory of the training. */
    public TrainingRegistry openRegistry(String name) throws IOException {
        return TrainingRegistry.open(directory.resolve(name));
    }

    /** A registry with a login, for programs that only know what their configuration says. */
    public TrainingRegistry closedRegistry(String name) throws IOException {
        return TrainingRegistry.closed(directory.resolve(name));
    }

    /**
     * A registry with TLS.
     *
     * @param key PKCS12 file of key and certificate, with {@link #PASSWORD}
     */
    public TrainingRegistry encryptedRegistry(String name, Path key) throws IOException {
        return TrainingRegistry.encrypted(directory.resolve(name), key);
    }

    /** Sets an environment variable of the following command lines. */
    public TrainingRun with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** What stands for a name in the examples from now on. */
    public TrainingRun at(String name, String place) {
        places.put(name, place);
        return this;
    }

    /** Runs one command line and tells its exit code. */
    public int run(String... words) {
        return run(List.of(words));
    }

    /** Asks for the help of every command and group, and makes the usual mistakes. */
    public void runHelp() {
        program.tree().paths().forEach(path -> run(with(words(path), List.of("--help"))));
        run("no-such-command");
        run("version", "--no-such-option");
    }

    /**
     * Runs the examples in the order of declaration.
     *
     * @param flags global options in front of each
     * @return the command lines that failed
     */
    public List<String> runExamples(String... flags) {
        List<String> failed = new ArrayList<>();
        for (List<CommandNode> path : program.tree().paths()) {
            if (path.getLast() instanceof CommandLeaf leaf) {
                for (Example example : leaf.help().examples()) {
                    List<String> line = with(with(List.of(flags), words(path)), placed(example.arguments()));
                    if (example.ends() && run(line, example.input().orElse(PASSWORD + "\n")) != 0) {
                        failed.add(String.join(" ", line));
                    }
                }
            }
        }
        return failed;
    }

    private int run(List<String> words) {
        return run(words, PASSWORD + "\n");
    }

    private int run(List<String> words, String text) {
        byte[] input = text.getBytes(StandardCharsets.UTF_8);
        Streams silent = Streams.silent();
        Streams streams = new Streams(silent.out(), silent.err(), new ByteArrayInputStream(input), false, false);
        return program.run(words, streams, Environment.of(variables, directory, directory));
    }

    /** The words behind the program's name. */
    private static List<String> words(List<CommandNode> path) {
        return path.stream().skip(1).map(node -> node.word().name()).toList();
    }

    private List<String> placed(List<String> words) {
        List<String> placed = new ArrayList<>();
        for (String word : words) {
            String text = word;
            for (Map.Entry<String, String> place : places.entrySet()) {
                text = text.replace(place.getKey(), place.getValue());
            }
            placed.add(text);
        }
        return placed;
    }

    private static List<String> with(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }
}
