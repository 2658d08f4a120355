// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.service;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which otherwise ends the program. Java has no public way to it, and the compiler warns of the old one wherever
 * it is named: it is found by name. Where there is no such signal, as on Windows, nothing is heard.
 */
final class HangupSignal implements AutoCloseable {
    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private final Optional<Object> before;

    private HangupSignal(Optional<Object> before) {
        this.before = before;
    }

    /** Hears the signal from now on, on a thread of the runtime. */
    static HangupSignal onSignal(Runnable listener) {
        try {
            Class<?> handler = Class.forName(HANDLER);
            Object proxy = Proxy.newProxyInstance(
                    HangupSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            listener.run();
                            return null;
                        }
                        return switch (method.getName()) {
                            case "equals" -> false;
                            case "hashCode" -> System.identityHashCode(listener);
                            default -> SIGNAL;
                        };
                    });
            return new HangupSignal(handle(proxy));
        } catch (ReflectiveOperationException e) {
            LoggerFactory.getLogger(HangupSignal.class)
                    .atDebug()
                    .addKeyValue("error", String.valueOf(e.getCause()))
                    .log("No SIGHUP here");
            return new HangupSignal(Optional.empty());
        }
    }

    private static Optional<Object> handle(Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName(SIGNAL);
        Object hangup = signal.getConstructor(String.class).newInstance("HUP");
        return Optional.ofNullable(
                signal.getMethod("handle", signal, Class.forName(HANDLER)).invoke(null, hangup, handler));
    }

    @Override
    public void close() {
        if (before.isPresent()) {
            try {
                handle(before.get());
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
