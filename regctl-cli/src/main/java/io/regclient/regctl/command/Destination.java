// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.AtomicFile;
import io.regclient.file.Durability;
import io.regclient.file.FileFailure;
import io.regclient.file.RegularFile;
import io.regclient.kit.cli.Invocation;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where a command writes content that may be large: standard output, or a file, which appears complete or not at all. A
 * pipe or device of that name is written directly.
 */
public final class Destination {
    /** Stands for standard output. */
    public static final String STANDARD = "-";

    private static final int BUFFER_BYTES = 64 << 10;

    private final PrintStream out;
    private final Optional<Path> file;

    private Destination(PrintStream out, Optional<Path> file) {
        this.out = out;
        this.file = file;
    }

    /** What is written, to a stream that is buffered and that it leaves open. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * The place a positional argument names, seen from the working directory; without the argument and for {@code -} it
     * is standard output.
     *
     * @throws RegistryException of kind INVALID_INPUT for what is no name of a file
     */
    public static Destination of(Invocation invocation, int argument) throws RegistryException {
        return of(invocation, argument < invocation.arguments().size() ? invocation.argument(argument) : STANDARD);
    }

    /** The place of a name, in the same way. */
    public static Destination of(Invocation invocation, String name) throws RegistryException {
        Optional<Path> file = name.equals(STANDARD) ? Optional.empty() : Optional.of(invocation.file(name));
        return new Destination(invocation.out(), file);
    }

    /** True for standard output. */
    public boolean isStandard() {
        return file.isEmpty();
    }

    /** Writes the content; what was in the file before stays until all of it is there. */
    public void write(Content content) throws IOException {
        if (file.isEmpty()) {
            write(new BufferedOutputStream(new Standard(), BUFFER_BYTES), content);
            return;
        }
        try {
            writeFile(file.get(), content);
        } catch (IOException e) {
            throw RegistryException.ofFile(
                    "failed to write " + file.get(),
                    FileFailure.reason(e),
                    e); // one of the content says what it is about
        }
    }

    private static void writeFile(Path path, Content content) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            RegularFile.require(path);
            try (OutputStream device = Files.newOutputStream(path, StandardOpenOption.WRITE)) {
                write(new BufferedOutputStream(device, BUFFER_BYTES), content);
            }
            return;
        }
        try (AtomicFile written = AtomicFile.replacing(path, Durability.CONTENT)) {
            write(written.stream(), content);
            written.commit();
        }
    }

    private static void write(OutputStream buffered, Content content) throws IOException {
        content.writeTo(buffered);
        buffered.flush();
    }

    /** Ends at the first write that fails, which a print stream alone would only remember. */
    private final class Standard extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            if (out.checkError()) {
                throw RegistryException.of(ErrorKind.LOCAL_IO, "failed to write to standard output");
            }
        }
    }
}
