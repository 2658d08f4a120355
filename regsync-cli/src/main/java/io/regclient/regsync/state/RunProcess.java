// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The process of a run, told apart from all others that were on its machine. Others can see by it that a run was killed:
 * one that still runs has the same number and began at the same time. Known on Linux alone.
 *
 * @param machine which boot of which machine and, in containers, which of its worlds of process numbers
 * @param pid its number there
 * @param started when it began, in ticks since the boot
 */
record RunProcess(String machine, long pid, long started) {
    private static final Path PROC = Path.of("/proc");

    /** Fields of a process after its name, which may contain anything: its state is the first one. */
    private static final int STARTED = 19;

    private static final int PARTS = 4;

    /** This process. */
    static Optional<RunProcess> here() {
        return of(ProcessHandle.current().pid());
    }

    /** A process of this machine. */
    static Optional<RunProcess> of(long pid) {
        try {
            return of(machineHere(), pid);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            return Optional.empty(); // another system; there the age of what a run began has to do
        }
    }

    private static Optional<RunProcess> of(String machine, long pid) throws IOException {
        String stat = Files.readString(PROC.resolve(pid + "/stat"));
        List<String> fields =
                List.of(stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1));
        boolean over = fields.size() <= STARTED || "ZX".contains(fields.getFirst());
        return over ? Optional.empty() : Optional.of(new RunProcess(machine, pid, Long.parseLong(fields.get(STARTED))));
    }

    private static String machineHere() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip() + "/"
                + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
    }

    /** What no other run has: tells of the process where that is known. */
    static String newToken() {
        String unique = UUID.randomUUID().toString();
        return here().map(process -> unique + " " + process.machine() + " " + process.pid() + " " + process.started())
                .orElse(unique);
    }

    /** The process that a token tells of. */
    static Optional<RunProcess> ofToken(String token) {
        List<String> parts = List.of(token.split(" ", -1));
        if (parts.size() != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new RunProcess(parts.get(1), Long.parseLong(parts.get(2)), Long.parseLong(parts.get(PARTS - 1))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** True when it is known to run no more; false also for one that cannot be seen from here. */
    boolean isOver() {
        try {
            return machine.equals(machineHere()) && !of(machine, pid).equals(Optional.of(this));
        } catch (NoSuchFileException e) {
            return e.getFile().startsWith(PROC.resolve(String.valueOf(pid)) + "/");
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            return false;
        }
    }
}
