// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time in which a registry warning of one host with the same text is reported once: one outermost operation of the caller
 * (contract WA-1). It is bound to the running thread; work handed to another thread takes it along:
 *
 * <pre>{@code
 * WarningScope.outermost().run(() -> copy(...));
 * WarningScope scope = WarningScope.outermost(); // inside, before the work changes threads
 * executor.submit(() -> scope.run(() -> copyLayer(...)));
 * }</pre>
 *
 * Requests outside of any scope share one set per {@link RegistryHttp}.
 */
public final class WarningScope {
    private static final ScopedValue<WarningScope> CURRENT = ScopedValue.newInstance();
    static final int MAX_TEXTS = 1000;

    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    WarningScope() {}

    /** The scope this thread is in, or a new one. */
    public static WarningScope outermost() {
        return current().orElseGet(WarningScope::new);
    }

    static Optional<WarningScope> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** Runs work in this scope. */
    public <T> T run(Operation<T> operation) throws IOException {
        return ScopedValue.where(CURRENT, this).<T, IOException>call(operation::run);
    }

    /** True for a text that was not reported in this scope before. */
    boolean isNew(String text) {
        return reported.size() < MAX_TEXTS && reported.add(text);
    }

    /** Work of a scope. */
    @FunctionalInterface
    public interface Operation<T> {
        T run() throws IOException;
    }
}
