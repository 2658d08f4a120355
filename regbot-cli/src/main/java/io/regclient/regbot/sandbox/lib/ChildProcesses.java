// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The processes of one script. Each command is a process group of its own, so the end of the run reaches what it forked
 * meanwhile, too, which a list of its descendants would miss.
 */
public final class ChildProcesses implements AutoCloseable {
    /** Asks all groups to end, gives them a second, and kills the rest; the arguments are group ids. */
    private static final String END = """
            for p; do kill -TERM -$p; done
            for i in 1 2 3 4 5 6 7 8 9 10; do
              left=; for p; do kill -0 -$p && left=1; done
              [ "$left" ] || exit 0
              sleep 0.1
            done
            for p; do kill -KILL -$p; done
            """;

    private final Map<String, String> environment;
    private final List<Process> started = new ArrayList<>();

    /**
     * @param environment variables of the processes, as they are when one starts
     */
    public ChildProcesses(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Starts a command in a shell.
     *
     * @param redirects where its input and output go
     */
    Process start(String command, Consumer<ProcessBuilder> redirects) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("setsid", "sh", "-c", command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        redirects.accept(builder);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** Ends all processes and waits for that. */
    @Override
    public void close() throws IOException {
        if (started.isEmpty()) {
            return;
        }
        started.forEach(Process::destroy); // one that has not come to lead its group yet
        List<String> command = new ArrayList<>(List.of("sh", "-c", END, "sh"));
        started.forEach(process -> command.add(Long.toString(process.pid())));
        Process end = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean interrupted = Thread.interrupted(); // a canceled script's children end as well
        try {
            end.waitFor();
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
