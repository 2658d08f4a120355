// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The processes of one script. Each command is a process group of its own, so the end of the run reaches what it forked
 * meanwhile, too, even when its parent has ended. What descends from the commands at that moment ends as well: it may
 * have left the group, and a machine without {@code setsid} has no groups.
 */
public final class ChildProcesses implements AutoCloseable {
    /** Asks processes and groups (a negative id) to end, and gives them a second. */
    private static final String ASK = """
            for p; do kill -TERM $p; done
            for i in 1 2 3 4 5 6 7 8 9 10; do
              left=; for p; do kill -0 $p && left=1; done
              [ "$left" ] || exit 0
              sleep 0.1
            done
            """;

    private static final String KILL = "for p; do kill -KILL $p; done";

    /** As many as fit into one command line without doubt. */
    private static final int AT_ONCE = 1000;

    /** Longest wait for {@link #ASK}. */
    private static final int PATIENCE_SECONDS = 5;

    /** A process that forks faster than it can be killed does not keep the program. */
    private static final int MAX_ROUNDS = 5;

    private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

    private final Map<String, String> environment;
    private final Optional<String> setsid;
    private final List<Process> started = new ArrayList<>();

    /**
     * @param environment variables of the processes, as they are when one starts; {@code PATH} now tells where
     *     {@code setsid} is
     */
    public ChildProcesses(Map<String, String> environment) {
        this.environment = environment;
        this.setsid = program(environment.getOrDefault("PATH", USUAL_PATH), "setsid");
    }

    private static Optional<String> program(String path, String name) {
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name);
            if (file.isAbsolute() && Files.isExecutable(file)) {
                return Optional.of(file.toString());
            }
        }
        return Optional.empty();
    }

    /**
     * Starts a command in a shell.
     *
     * @param redirects where its input and output go
     * @throws InterruptedIOException when the script has to end
     */
    Process start(String command, Consumer<ProcessBuilder> redirects) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted"); // nothing begins after the end
        }
        List<String> words = new ArrayList<>();
        setsid.ifPresent(words::add);
        words.addAll(List.of("sh", "-c", command));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().clear();
        builder.environment().putAll(environment);
        redirects.accept(builder);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Ends all processes and waits for that, a few seconds at most. An interrupt does not cut it short. */
    @Override
    public void close() throws IOException {
        List<String> groups = new ArrayList<>();
        Set<ProcessHandle> known = new LinkedHashSet<>();
        for (Process process : started) {
            known.add(process.toHandle());
            if (setsid.isPresent() && isGroup(process)) {
                groups.add("-" + process.pid());
            }
        }
        started.clear();
        boolean interrupted = Thread.interrupted();
        try {
            look(known);
            List<String> targets = new ArrayList<>(groups);
            known.forEach(process -> targets.add(Long.toString(process.pid())));
            signal(ASK, targets);
        } finally {
            signal(KILL, groups);
            for (int round = 0; round < MAX_ROUNDS && look(known); round++) {
                known.forEach(ProcessHandle::destroyForcibly);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Drops what has ended and adds what descends from the rest; false when nothing is left. */
    private static boolean look(Set<ProcessHandle> known) {
        known.removeIf(process -> !process.isAlive());
        if (known.isEmpty()) {
            return false;
        }
        List<ProcessHandle> others = ProcessHandle.allProcesses().toList();
        boolean found = true;
        while (found) {
            found = false;
            for (ProcessHandle process : others) {
                found |= process.parent().filter(known::contains).isPresent() && known.add(process);
            }
        }
        return true;
    }

    /** False when another process has the id of one that ended: a group that still has members keeps it. */
    private static boolean isGroup(Process process) {
        return process.isAlive() || ProcessHandle.of(process.pid()).isEmpty();
    }

    private static void signal(String script, List<String> targets) throws IOException {
        List<Process> shells = new ArrayList<>();
        for (int from = 0; from < targets.size(); from += AT_ONCE) {
            List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
            command.addAll(targets.subList(from, Math.min(targets.size(), from + AT_ONCE)));
            shells.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        shells.forEach(ChildProcesses::await);
    }

    private static void await(Process shell) {
        boolean interrupted = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (shell.isAlive() && end - System.nanoTime() > 0) {
            try {
                shell.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
