// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.wire;

import io.regclient.error.RegistryException;
import java.io.IOException;

/** One operation whose failures name what was tried (contract regctl 2.7). */
@FunctionalInterface
public interface Attempt<T> {
    T run() throws IOException;

    /** Runs the operation; a failure keeps its kind and status and gets {@code what + ": "} in front. */
    static <T> T of(String what, Attempt<T> attempt) throws IOException {
        try {
            return attempt.run();
        } catch (IOException e) {
            throw RegistryException.withContext(what, e);
        }
    }

    /** The same for an operation without result. */
    static void to(String what, Action action) throws IOException {
        try {
            action.run();
        } catch (IOException e) {
            throw RegistryException.withContext(what, e);
        }
    }

    /** An operation without result. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }
}
