// SPDX-License-Identifier: Apache-2.0
package io.regclient.observe;

/**
 * Hears about every request to a registry or token server, for example to count or to report. Called by the threads
 * that made the requests, many at the same time, while they still hold the host's slot: it must be quick and
 * thread-safe. What it throws is logged and goes no further.
 */
@FunctionalInterface
public interface RequestObserver {
    /** Hears nothing; a class, not a lambda, because every client starts with it. */
    RequestObserver NONE = new RequestObserver() {
        @Override
        public void ended(RequestEvent event) {}
    };

    /** A request is over. */
    void ended(RequestEvent event);

    /** What a host takes, as it is known after one of its answers, or after a failure that tells about it. */
    default void told(HostLimits limits) {}
}
