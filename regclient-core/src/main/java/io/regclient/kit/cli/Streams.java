// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The three standard streams.
 *
 * @param out results
 * @param err errors, logs and progress
 * @param in input
 * @param outIsTerminal stdout is for a person, not for content
 * @param errIsTerminal a person is watching stderr
 */
public record Streams(PrintStream out, PrintStream err, InputStream in, boolean outIsTerminal, boolean errIsTerminal) {

    /** The streams of this process: UTF-8 always, results buffered until the command ends. */
    public static Streams ofProcess() {
        PrintStream out = results(new FileOutputStream(FileDescriptor.out));
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Streams(out, err, new StandardInput(), isTerminal("/proc/self/fd/1"), isTerminal("/proc/self/fd/2"));
    }

    /** A stream for results: UTF-8, buffered, and the program knows in the end whether they arrived. */
    public static PrintStream results(OutputStream target) {
        return ResultStream.to(target);
    }

    /** No input, and whatever is written is dropped. */
    public static Streams silent() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return new Streams(nowhere, nowhere, InputStream.nullInputStream(), false, false);
    }

    /** Java can only ask for stdin and stdout together; the kernel's link tells about one of them alone. */
    private static boolean isTerminal(String descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false; // no such file system: better no progress than control characters in a log
        }
    }
}
