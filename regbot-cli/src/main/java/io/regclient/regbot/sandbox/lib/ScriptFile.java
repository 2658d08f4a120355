// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.Watch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A file or pipe a script has open, with the reading functions of C: one buffer, closed by the script or the run. */
final class ScriptFile implements AutoCloseable {
    private static final int BUFFER = 8192;
    private static final int BYTES_PER_STEP = 64;

    private final Optional<ReadableByteChannel> source;
    private final Optional<WritableByteChannel> target;
    private final Optional<Process> process;
    private final boolean append;
    private final Watch watch;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private boolean closed;

    private ScriptFile(
            Optional<ReadableByteChannel> source,
            Optional<WritableByteChannel> target,
            Optional<Process> process,
            boolean append,
            Watch watch) {
        this.watch = watch;
        this.source = source;
        this.target = target;
        this.process = process;
        this.append = append;
    }

    /**
     * Opens a file in a mode of C ({@code r}, {@code w}, {@code a}, with {@code +} and {@code b}).
     *
     * @throws ScriptError for another mode
     */
    static ScriptFile open(Watch watch, Path path, String mode) throws IOException {
        String kind = mode.replace("b", "");
        Set<OpenOption> options = switch (kind) {
            case "r" -> Set.of(StandardOpenOption.READ);
            case "r+" -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
            case "w" ->
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
            case "w+" ->
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING);
            case "a" -> Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            case "a+" -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            default -> throw new ScriptError("invalid mode '" + mode + "'");
        };
        FileChannel channel = BlockingCall.open(path, options);
        boolean readable = options.contains(StandardOpenOption.READ);
        boolean writable = options.contains(StandardOpenOption.WRITE);
        return new ScriptFile(
                readable ? Optional.of(channel) : Optional.empty(),
                writable ? Optional.of(channel) : Optional.empty(),
                Optional.empty(),
                kind.startsWith("a"),
                watch);
    }

    static ScriptFile reading(Watch watch, InputStream in, Optional<Process> process) {
        return new ScriptFile(Optional.of(Channels.newChannel(in)), Optional.empty(), process, false, watch);
    }

    static ScriptFile writing(Watch watch, OutputStream out, Optional<Process> process) {
        return new ScriptFile(Optional.empty(), Optional.of(Channels.newChannel(out)), process, false, watch);
    }

    boolean isClosed() {
        return closed;
    }

    /** The next byte without taking it; -1 at the end. */
    int peek() throws IOException {
        if (!buffer.hasRemaining()) {
            ReadableByteChannel channel = readable();
            buffer.clear();
            int count = transfer(() -> channel.read(buffer));
            buffer.flip();
            watch.steps(1 + buffer.remaining() / BYTES_PER_STEP);
            if (count < 0) {
                return -1;
            }
        }
        return buffer.get(buffer.position()) & 0xff;
    }

    /** Takes the byte that {@link #peek} showed. */
    void skip() {
        buffer.get();
    }

    /** A line without its end; empty at the end of the file. */
    Optional<byte[]> readLine() throws IOException {
        if (peek() < 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = peek(); c >= 0; c = peek()) {
            skip();
            if (c == '\n') {
                break;
            }
            line.write(c);
            TableLibrary.checkLength(line.size());
        }
        return Optional.of(line.toByteArray());
    }

    /** Up to so many bytes; empty at the end of the file. */
    Optional<byte[]> read(int count) throws IOException {
        if (peek() < 0) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < count && peek() >= 0) {
            int part = Math.min(buffer.remaining(), count - bytes.size());
            bytes.write(buffer.array(), buffer.position(), part);
            buffer.position(buffer.position() + part);
            TableLibrary.checkLength(bytes.size());
        }
        return Optional.of(bytes.toByteArray());
    }

    void write(byte[] bytes) throws IOException {
        WritableByteChannel channel = target.orElseThrow(() -> new IOException("file is not open for writing"));
        if (channel instanceof FileChannel file) {
            file.position(append ? file.size() : position(file));
            buffer.limit(buffer.position());
        }
        ByteBuffer data = ByteBuffer.wrap(bytes);
        while (data.hasRemaining()) {
            transfer(() -> channel.write(data));
        }
    }

    /** Reads or writes; an interrupt ends it, and the use of the file. */
    private <T> T transfer(BlockingCall.Body<T> call) throws IOException {
        try {
            return process.isPresent() ? BlockingCall.run(call) : call.run();
        } catch (ClosedByInterruptException | InterruptedIOException e) {
            closed = true; // the call may still be going on
            throw e;
        }
    }

    /** Moves to an offset from the start ({@code set}), the position ({@code cur}) or the end; gives the new one. */
    long seek(String whence, long offset) throws IOException {
        Channel channel = source.isPresent() ? source.get() : target.orElseThrow();
        if (!(channel instanceof FileChannel file)) {
            throw new IOException("Illegal seek");
        }
        long base = switch (whence) {
            case "set" -> 0;
            case "cur" -> position(file);
            case "end" -> file.size();
            default -> throw new ScriptError("invalid option '" + whence + "'");
        };
        if (base + offset < 0) {
            throw new IOException("Invalid argument");
        }
        file.position(base + offset);
        buffer.limit(buffer.position());
        return base + offset;
    }

    private long position(FileChannel file) throws IOException {
        return file.position() - buffer.remaining();
    }

    private ReadableByteChannel readable() throws IOException {
        return source.orElseThrow(() -> new IOException("file is not open for reading"));
    }

    /** Closes the file; for a pipe the exit status of the process, once it has ended. */
    OptionalInt finish() throws IOException, InterruptedException {
        closed = true;
        if (process.isEmpty()) {
            closeChannels();
            return OptionalInt.empty();
        }
        BlockingCall.run(this::closeChannels); // what is left in the buffer of a pipe has to find room in it
        return OptionalInt.of(process.get().waitFor());
    }

    private boolean closeChannels() throws IOException {
        if (source.isPresent()) {
            source.get().close();
        }
        if (target.isPresent()) {
            target.get().close();
        }
        return true;
    }

    /** The end of the run. {@link ChildProcesses} has ended the process of a pipe, which can lose its last lines by that. */
    @Override
    public void close() throws IOException {
        closed = true;
        if (process.isPresent()) {
            BlockingCall.leave(this::closeChannels);
        } else {
            closeChannels();
        }
    }
}
