// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import io.regclient.error.RegistryException;
import io.regclient.http.net.Exchange;
import io.regclient.throttle.Permit;
import java.time.Duration;
import java.util.Optional;

/** What came out of asking one host once. */
sealed interface Outcome {
    /** The same with the name of the registry in its failure, if it is one. */
    default Outcome of(String registry) {
        return this;
    }

    /**
     * An answer for the caller, with its slot.
     *
     * @param host the host that was asked
     * @param exchange the open exchange
     * @param permit the slot
     * @param turn the turn at the host
     */
    record Answer(HostState host, Exchange exchange, Permit permit, HostBackoff.Admission turn) implements Outcome {
        /** Ends the exchange in the middle and gives the slot back. */
        void abort() {
            try (permit) {
                exchange.abort();
            }
        }
    }

    /**
     * A challenge that can be answered: the same host is asked again at once (AU-14).
     *
     * @param error the 401
     */
    record AskAgain(RegistryException error) implements Outcome {
        @Override
        public Outcome of(String registry) {
            return new AskAgain(error.withRegistry(registry));
        }
    }

    /**
     * A failure.
     *
     * @param error what to tell when nobody does better
     * @param reaction what it means for the host
     * @param retryAfter wait the host asked for
     */
    record Failed(RegistryException error, Reaction reaction, Optional<Duration> retryAfter) implements Outcome {
        @Override
        public Outcome of(String registry) {
            return new Failed(error.withRegistry(registry), reaction, retryAfter);
        }

        static Failed drop(RegistryException error) {
            return new Failed(error, Reaction.DROP, Optional.empty());
        }

        static Failed giveUp(RegistryException error) {
            return new Failed(error, Reaction.GIVE_UP, Optional.empty());
        }

        static Failed retry(RegistryException error) {
            return new Failed(error, Reaction.RETRY, Optional.empty());
        }
    }

    /** What a failure means for the host. */
    enum Reaction {
        /** Slow the host down and try the next one, this one again later (RB-2). */
        RETRY,
        /** This host has no answer to this request (RB-4). */
        DROP,
        /** Like DROP after earlier tries: others found that another one is pointless (RB-5). */
        GIVE_UP,
        /** Like DROP, and later requests are slowed down (RB-3). */
        DROP_AND_SLOW
    }
}
