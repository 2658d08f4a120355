// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a Java process of this machine holds at a moment, seen from outside; needs Linux.
 *
 * @param threads threads of the operating system
 * @param descriptors open files and sockets
 * @param sockets the sockets among them
 * @param residentKib memory the process occupies, in KiB
 * @param liveBytes bytes of the objects that a full garbage collection leaves
 */
public record ProcessFigures(long threads, long descriptors, long sockets, long residentKib, long liveBytes) {

    /** Collects the process's garbage and looks at it. */
    public static ProcessFigures of(Process process) throws IOException {
        long live = liveBytes(process.pid());
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try (Stream<Path> threads = Files.list(proc.resolve("task"));
                Stream<Path> files = Files.list(proc.resolve("fd"))) {
            String[] targets = files.map(ProcessFigures::target).toArray(String[]::new);
            return new ProcessFigures(
                    threads.count(),
                    targets.length,
                    Stream.of(targets).filter(t -> t.startsWith("socket:")).count(),
                    residentKib(proc),
                    live);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return ""; // closed in the meantime
        } catch (IOException e) {
            throw new IllegalStateException("cannot look at " + descriptor, e);
        }
    }

    private static long residentKib(Path proc) throws IOException {
        return Files.readAllLines(proc.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow(() -> new IOException("no VmRSS in " + proc));
    }

    /** The histogram of classes counts what is reachable, after a full collection. */
    private static long liveBytes(long pid) throws IOException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String histogram = ExternalProgram.run(jcmd, Long.toString(pid), "GC.class_histogram")
                .requireSuccess()
                .strip();
        String[] total = histogram.substring(histogram.lastIndexOf('\n') + 1).split("\\s+");
        if (!total[0].equals("Total")) {
            throw new IOException("no total in what jcmd printed: " + String.join(" ", total));
        }
        return Long.parseLong(total[2]);
    }

    @Override
    public String toString() {
        return threads + " threads, " + descriptors + " descriptors (" + sockets + " sockets), " + residentKib / 1024
                + " MiB resident, " + liveBytes / 1024 + " KiB live";
    }
}
