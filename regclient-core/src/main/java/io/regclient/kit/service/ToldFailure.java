// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.service;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is left of a failure that was told when it happened: all that a report of it says. Causes and stack traces, which
 * take 10 KiB and more, are gone.
 *
 * @param message of the failure
 * @param kinds of it and of its causes, without repetition
 * @param status of the answer, 0 for none
 * @param registry where it came from
 */
record ToldFailure(String message, List<ErrorKind> kinds, int status, Optional<String> registry) {
    /** Causes that are looked at: a chain may be a circle. */
    private static final int MAX_CAUSES = 50;

    static ToldFailure of(RegistryException failure) {
        List<ErrorKind> kinds = new ArrayList<>();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; cause = cause.getCause(), depth++) {
            if (cause instanceof RegistryException known && !kinds.contains(known.kind())) {
                kinds.add(known.kind());
            }
        }
        return new ToldFailure(failure.getMessage(), kinds, failure.httpStatus().orElse(0), failure.registry());
    }

    /** A failure of which a report says the same. */
    IOException failure() {
        RegistryException made = RegistryException.of(kinds.getLast(), message);
        for (ErrorKind kind : kinds.reversed().subList(1, kinds.size())) {
            made = RegistryException.of(kind, message, made);
        }
        if (status > 0) {
            made = RegistryException.ofStatus(kinds.getFirst(), status, message, made);
        }
        return registry.isPresent() ? made.withRegistry(registry.get()) : made;
    }
}
