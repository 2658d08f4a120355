// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.file.FileFailure;
import io.regclient.kit.service.SeveralFailures;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * Tells the user about a failed command in one line: the message, and in parentheses what to try, chosen by the kind of
 * the failure and never by its text (contract regctl 2.4). The stack trace is shown by {@code -v debug}.
 *
 * @param err where the line goes
 * @param fromFile the program takes its settings from a configuration file instead of {@code regctl registry}
 */
record ErrorReport(PrintStream err, boolean fromFile) {
    /** In characters: some failures repeat a value that a template made. */
    private static final int MAX_LENGTH = 16_384;

    private static final String UNKNOWN = "<registry>";
    private static final int MAX_CAUSES = 50;

    void print(IOException failure) {
        if (failure instanceof SeveralFailures several) {
            several.failures().forEach(this::print);
            return;
        }
        LoggerFactory.getLogger(ErrorReport.class).debug("Command failed", failure);
        String message = VisibleText.of(oneLine(words(failure)));
        String hint = hint(failure);
        err.println(hint.isEmpty() ? message : message + " (try: " + hint + ")");
    }

    /** Exceptions of files say no more than the name of the file. */
    private static String words(IOException failure) {
        return failure instanceof FileSystemException
                ? FileFailure.located(failure)
                : RegistryException.describe(failure);
    }

    private static String oneLine(String text) {
        String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return cut.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(" "));
    }

    /** From the most special kind to the most general one. */
    private String hint(IOException failure) {
        String registry = registry(failure);
        if (RegistryException.is(failure, ErrorKind.LOGIN_REFUSED)) {
            return "another user name or password";
        }
        if (RegistryException.is(failure, ErrorKind.HTTP_UNAUTHORIZED)) {
            return fromFile ? "check user and pass of " + entry(registry) : "regctl registry login " + registry;
        }
        if (RegistryException.is(failure, ErrorKind.PLAIN_HTTP_ANSWER)
                || RegistryException.is(failure, ErrorKind.TLS_CLOSED)
                || RegistryException.is(failure, ErrorKind.TLS_SILENCE)) {
            return fromFile ? "set tls: disabled for " + entry(registry) : set("--tls disabled", registry);
        }
        if (RegistryException.is(failure, ErrorKind.CERTIFICATE_EXPIRED)) {
            return "renew the certificate on the server, or check the clock of this machine";
        }
        if (RegistryException.is(failure, ErrorKind.CERTIFICATE_NAME)) {
            return "use a name of the certificate as the name of the registry";
        }
        if (RegistryException.is(failure, ErrorKind.UNTRUSTED_CERTIFICATE)) {
            return fromFile
                    ? "set regcert, or tls: insecure, for " + entry(registry)
                    : set("--cacert \"$(cat ca.pem)\"", registry);
        }
        if (RegistryException.is(failure, ErrorKind.CLIENT_CERTIFICATE)) {
            return fromFile
                    ? "set clientCert and clientKey for " + entry(registry)
                    : set("--client-cert \"$(cat client.pem)\" --client-key \"$(cat client.key)\"", registry);
        }
        return "";
    }

    private static String set(String flags, String registry) {
        return "regctl registry set " + flags + " " + registry;
    }

    private static String entry(String registry) {
        return (registry.equals(UNKNOWN) ? "the registry" : registry) + " in creds";
    }

    /** The name a user gives to the registry, as far as the failure knows it. */
    private static String registry(IOException failure) {
        Throwable current = failure;
        for (int depth = 0; current != null && depth < MAX_CAUSES; current = current.getCause(), depth++) {
            if (current instanceof RegistryException e) {
                return e.registry().orElse(UNKNOWN);
            }
        }
        return UNKNOWN;
    }
}
