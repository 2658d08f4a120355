// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.time.GoDuration;
import io.regclient.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that is run: bounded in time and output, and never left behind. It is over when the program has ended:
 * whatever it started may keep its output open as long as it likes, and nobody reads what comes then.
 *
 * <p>Its output is looked at by turns: a thread that waits for its end would wait for the last of those who have the pipe.
 * Once the program has ended the runtime reads what is left, and closes the pipe. That takes for ever where something the
 * program left behind does not stop writing, and holds up whoever reads too: hence the thread for it, and the time limit.
 */
final class ChildProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);

    /** Bytes of the error output that are kept: the last ones. */
    private static final int MAX_ERRORS = 4 << 10;

    /** Bytes that are read at once: more than a pipe holds. */
    private static final int PIPE = 128 << 10;

    /** Characters of the error output in a message. */
    private static final int MAX_SHOWN = 200;

    /** Time for the output of a program that has ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private static final long FIRST_WAIT_NANOS = Duration.ofMillis(1).toNanos();
    private static final long LONGEST_WAIT_NANOS = Duration.ofMillis(20).toNanos();

    private final Process process;
    private final String name;
    private final Ticker clock = Ticker.system(); // real time: it is about another program
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final StringBuilder errors = new StringBuilder();

    private ChildProcess(Process process, String name) {
        this.process = process;
        this.name = name;
    }

    /**
     * Starts a program.
     *
     * @param name for messages
     */
    static ChildProcess start(ProcessBuilder builder, String name) throws IOException {
        return new ChildProcess(builder.start(), name);
    }

    /**
     * Hands it its input and waits for its end.
     *
     * @param timeout after which it is killed, with all that it started
     * @param limit bytes of output at which it is killed
     * @return its standard output
     * @throws RegistryException of kind CANCELED after an interrupt, UNAVAILABLE when it does not end well
     */
    byte[] finish(byte[] input, Duration timeout, int limit) throws RegistryException {
        boolean ended = false;
        try {
            Thread.ofPlatform().daemon().name("hook input").start(() -> feed(input));
            FutureTask<Integer> end = new FutureTask<>(() -> await(timeout, limit));
            Thread.ofPlatform().daemon().name("hook output").start(end);
            int code = end.get(timeout.plus(LAST_WORDS).toNanos(), TimeUnit.NANOSECONDS);
            ended = true;
            tell();
            if (code != 0) {
                throw failed("ended with exit code " + code + complaint());
            }
            return output.toByteArray();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, name + " was interrupted", e);
        } catch (TimeoutException e) {
            throw failed("left a program behind that does not stop writing");
        } catch (ExecutionException e) {
            Throwable why = e.getCause();
            throw why instanceof RegistryException known
                    ? known
                    : failed(RegistryException.describe(why == null ? e : why));
        } finally {
            if (!ended) {
                kill();
            }
        }
    }

    /** A program that does not read its input, or not all of it, keeps nobody waiting. */
    private void feed(byte[] input) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(input);
        } catch (IOException e) {
            return; // it closed its input, or ended: its answer decides
        }
    }

    /** Waits for the end and tells the exit code. */
    private int await(Duration timeout, int limit) throws InterruptedException, RegistryException {
        long begun = clock.nanos();
        long wait = FIRST_WAIT_NANOS;
        boolean ended = false;
        while (!ended) {
            ended = !process.isAlive(); // what is read after that is all of it
            if (read(limit)) {
                wait = FIRST_WAIT_NANOS;
            }
            if (output.size() > limit) {
                throw failed("writes more than " + limit + " bytes");
            }
            if (!ended) {
                long left = timeout.toNanos() - (clock.nanos() - begun);
                if (left <= 0) {
                    throw failed("did not end within " + GoDuration.format(timeout) + complaint());
                }
                process.waitFor(Math.min(wait, left), TimeUnit.NANOSECONDS);
                wait = Math.min(2 * wait, LONGEST_WAIT_NANOS);
            }
        }
        return process.exitValue();
    }

    /** Takes what is there of both outputs; true when that is something. */
    private boolean read(int limit) {
        byte[] piece = available(process.getInputStream(), limit + 1 - output.size());
        output.writeBytes(piece);
        byte[] complaint = available(process.getErrorStream(), PIPE);
        errors.append(new String(complaint, StandardCharsets.UTF_8));
        errors.delete(0, Math.max(0, errors.length() - MAX_ERRORS));
        return piece.length + complaint.length > 0;
    }

    private static byte[] available(InputStream stream, int most) {
        try {
            int there = Math.min(stream.available(), most);
            return there > 0 ? stream.readNBytes(there) : new byte[0];
        } catch (IOException e) {
            return new byte[0]; // closed by the other side
        }
    }

    /** The program first: one that goes on when what it waits for is gone may do anything. */
    private void kill() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        for (ProcessHandle each : started) {
            List<ProcessHandle> since = each.descendants().toList();
            each.destroyForcibly();
            since.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private void tell() {
        if (LOG.isDebugEnabled() && !errors.isEmpty()) {
            LOG.atDebug()
                    .addKeyValue("program", name)
                    .addKeyValue("stderr", VisibleText.name(errors.toString().strip(), MAX_ERRORS))
                    .log("Hook wrote");
        }
    }

    /** The last line of its error output. */
    private String complaint() {
        String text = errors.toString().strip();
        String line = text.substring(text.lastIndexOf('\n') + 1).strip();
        return line.isEmpty() ? "" : ": " + VisibleText.name(line, MAX_SHOWN);
    }

    private RegistryException failed(String what) {
        return RegistryException.of(ErrorKind.UNAVAILABLE, name + " " + what);
    }
}
