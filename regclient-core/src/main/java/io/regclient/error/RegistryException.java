// SPDX-License-Identifier: Apache-2.0
package io.regclient.error;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A failed operation. The message is one line that says what was tried, on which host and reference, and why it failed;
 * it never holds a secret. The kind is decided where the exception is thrown (contract ER-1, ER-2).
 */
public final class RegistryException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Causes that are looked at: a chain may be a circle. */
    private static final int MAX_CAUSES = 50;

    private final ErrorKind kind;
    private final int httpStatus;
    private String registry = "";
    private boolean isContext;

    @SuppressWarnings("serial") // immutable copies of the JDK, which are serializable
    private final Map<String, List<String>> responseHeaders;

    private RegistryException(ErrorKind kind, int httpStatus, String message, @Nullable Throwable cause) {
        this(kind, httpStatus, message, cause, Map.of());
    }

    private RegistryException(
            ErrorKind kind,
            int httpStatus,
            String message,
            @Nullable Throwable cause,
            Map<String, List<String>> responseHeaders) {
        super(message, cause);
        this.kind = kind;
        this.httpStatus = httpStatus;
        this.responseHeaders = responseHeaders;
    }

    public static RegistryException of(ErrorKind kind, String message) {
        return new RegistryException(kind, 0, message, null);
    }

    public static RegistryException of(ErrorKind kind, String message, Throwable cause) {
        return new RegistryException(kind, 0, message, cause);
    }

    /** A failure reported by a registry with an HTTP status code (100 to 599). */
    public static RegistryException ofStatus(ErrorKind kind, int httpStatus, String message) {
        return new RegistryException(kind, httpStatus, message, null);
    }

    /** A failure whose last answer had a status, 0 for none, with its cause. */
    public static RegistryException ofStatus(ErrorKind kind, int httpStatus, String message, Throwable cause) {
        return new RegistryException(kind, httpStatus, message, cause);
    }

    /**
     * The failure for what no code should throw: a defect, or memory that ran out. It must not look like success, nor
     * end more than the work it happened in.
     */
    public static RegistryException internal(Throwable defect) {
        String what = defect instanceof OutOfMemoryError
                ? "out of memory: "
                : "internal error: " + defect.getClass().getSimpleName() + ": ";
        return of(ErrorKind.UNAVAILABLE, what + describe(defect), defect);
    }

    /** The same failure with {@code context + ": "} in front of its message; kind and status stay. */
    public RegistryException withContext(String context) {
        RegistryException named =
                new RegistryException(kind, httpStatus, context + ": " + getMessage(), this, responseHeaders());
        named.isContext = true;
        return named;
    }

    /**
     * The failure without the contexts in front of it, for those who name what they do themselves. They stay where the
     * rest names no URL: nobody could tell what it is about.
     */
    public RegistryException plain() {
        RegistryException inner = withoutContexts();
        return inner.getMessage().contains("://") ? inner : this;
    }

    /** The failure as it was before anybody put a context in front of it. */
    public RegistryException withoutContexts() {
        RegistryException inner = this;
        while (inner.isContext && inner.getCause() instanceof RegistryException cause) {
            inner = cause;
        }
        return inner == this ? this : registry().map(inner::withRegistry).orElse(inner);
    }

    /** Like {@link #plain()}, of any I/O failure. */
    public static IOException plain(IOException failure) {
        return failure instanceof RegistryException known ? known.plain() : failure;
    }

    /** Any I/O failure with a context in front; a plain IOException becomes kind {@link ErrorKind#TRANSPORT}. */
    public static RegistryException withContext(String context, IOException failure) {
        if (failure instanceof RegistryException known) {
            return known.withContext(context);
        }
        ErrorKind kind = isInterrupt(failure) ? ErrorKind.CANCELED : ErrorKind.TRANSPORT;
        return of(kind, context + ": " + describe(failure), failure);
    }

    /**
     * A failure of a file of this machine: a known one unchanged, an interrupt as CANCELED, anything else as LOCAL_IO.
     *
     * @param what what was tried, with the name of the file
     * @param reason why it failed
     */
    public static RegistryException ofFile(String what, String reason, IOException failure) {
        if (failure instanceof RegistryException known) {
            return known;
        }
        ErrorKind kind = isInterrupt(failure) ? ErrorKind.CANCELED : ErrorKind.LOCAL_IO;
        return of(kind, what + ": " + reason, failure);
    }

    /**
     * The same failure with header lines of the answer it was made from (TG-10).
     *
     * @param headers lines by name as received; the caller leaves out what is secret or long
     */
    public RegistryException withResponseHeaders(Map<String, List<String>> headers) {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        headers.forEach((name, lines) -> copy.put(name, List.copyOf(lines)));
        RegistryException same =
                new RegistryException(kind, httpStatus, getMessage(), getCause(), Collections.unmodifiableMap(copy));
        same.registry = registry;
        same.isContext = isContext;
        same.setStackTrace(getStackTrace());
        return same;
    }

    @Override
    public String getMessage() {
        return describe(super.getMessage(), this);
    }

    public ErrorKind kind() {
        return kind;
    }

    /** The HTTP status of the registry's answer, empty when the failure is not an answer. */
    public OptionalInt httpStatus() {
        return httpStatus == 0 ? OptionalInt.empty() : OptionalInt.of(httpStatus);
    }

    /**
     * Header lines of the registry's answer, by name as received: of this failure, or of the cause that has some. Long
     * ones are cut off, secret ones left out. Empty when the failure is not an answer.
     */
    public Map<String, List<String>> responseHeaders() {
        Throwable failure = this;
        for (int depth = 0; failure != null && depth < MAX_CAUSES; failure = failure.getCause(), depth++) {
            if (failure instanceof RegistryException e && !e.responseHeaders.isEmpty()) {
                return e.responseHeaders;
            }
        }
        return Map.of();
    }

    /** The same failure, with the name of the registry it came from; a name it has already stays. */
    public RegistryException withRegistry(String name) {
        if (registry().isPresent()) {
            return this;
        }
        RegistryException same = new RegistryException(kind, httpStatus, getMessage(), getCause(), responseHeaders);
        same.registry = name;
        same.isContext = isContext;
        same.setStackTrace(getStackTrace());
        return same;
    }

    /** The registry, by its configured name, that this failure or one of its causes came from. */
    public Optional<String> registry() {
        Throwable failure = this;
        for (int depth = 0; failure != null && depth < MAX_CAUSES; failure = failure.getCause(), depth++) {
            if (failure instanceof RegistryException e && !e.registry.isEmpty()) {
                return Optional.of(e.registry);
            }
        }
        return Optional.empty();
    }

    /** All lines of one header of {@link #responseHeaders()}, its name in any letter case. */
    public List<String> responseHeader(String name) {
        return responseHeaders().entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .flatMap(header -> header.getValue().stream())
                .toList();
    }

    /** True when this failure or one of its causes is of the kind (or a more special one). */
    public boolean is(ErrorKind wanted) {
        return is(this, wanted);
    }

    /** True when the failure or one of its causes is a RegistryException of the kind. */
    public static boolean is(@Nullable Throwable failure, ErrorKind wanted) {
        int depth = 0;
        for (Throwable t = failure; t != null && depth < MAX_CAUSES; t = t.getCause(), depth++) {
            if (t instanceof RegistryException e && e.kind.isA(wanted)) {
                return true;
            }
        }
        return false;
    }

    /** A message for a failure that may not have one (many JDK exceptions carry only a class name). */
    public static String describe(Throwable failure) {
        return describe(failure.getMessage(), failure);
    }

    private static String describe(@Nullable String message, Throwable failure) {
        if (message != null && !message.isBlank()) {
            return message;
        }
        return isInterrupt(failure) ? "context canceled" : failure.getClass().getSimpleName();
    }

    /** What the JDK throws, mostly without a message, when a thread that reads or writes is interrupted. */
    private static boolean isInterrupt(Throwable failure) {
        return failure instanceof InterruptedIOException
                || failure instanceof ClosedByInterruptException
                || failure instanceof FileLockInterruptionException;
    }
}
