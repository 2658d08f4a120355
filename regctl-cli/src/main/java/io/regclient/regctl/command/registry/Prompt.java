// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Questions to the person at the terminal; they are printed on stdout (contract regctl 13.20). */
final class Prompt {
    private static final int MAX_LINE_BYTES = 4096;

    private Prompt() {}

    static String line(Invocation invocation, String question) throws IOException {
        ask(invocation, question);
        return interruptible(() -> readLine(invocation.in()));
    }

    @SuppressWarnings("SystemConsoleNull") // a JVM may be told to have no console
    static String password(Invocation invocation, String question) throws IOException {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "unable to read from tty (resolve by using \"-p\" flag, or --pass-stdin): standard input is not a"
                            + " terminal");
        }
        ask(invocation, question);
        return interruptible(() -> {
            char[] read = console.readPassword();
            return read == null ? "" : new String(read);
        });
    }

    private static void ask(Invocation invocation, String question) {
        invocation.out().print(question);
        invocation.out().flush();
    }

    /** Bytes are read one by one so that nothing behind the line is taken from a following reader. */
    private static String readLine(InputStream in) throws IOException {
        byte[] line = new byte[MAX_LINE_BYTES];
        int length = 0;
        int next = in.read();
        while (next >= 0 && next != '\n' && length < line.length) {
            line[length++] = (byte) next;
            next = in.read();
        }
        return new String(line, 0, length, StandardCharsets.UTF_8).strip();
    }

    /** Reading a terminal cannot be interrupted, so it happens on a thread of its own and Ctrl-C ends the wait. */
    private static String interruptible(Callable<String> read) throws IOException {
        FutureTask<String> answer = new FutureTask<>(read);
        Thread.ofPlatform().daemon().name("prompt").start(answer);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "login: context canceled", e);
        } catch (ExecutionException e) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO,
                    "unable to read input: " + RegistryException.describe(Objects.requireNonNullElse(e.getCause(), e)),
                    e);
        }
    }
}
