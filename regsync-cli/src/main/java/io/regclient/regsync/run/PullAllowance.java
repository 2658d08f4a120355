// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.Transfer;
import io.regclient.regsync.schema.SyncEntry.RateLimitSettings;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Throttle;
import io.regclient.throttle.Work;
import io.regclient.time.Sleeper;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until a registry leaves enough pulls; no copy slot is held meanwhile (contract regsync 11). */
final class PullAllowance {
    private static final Logger LOG = LoggerFactory.getLogger(PullAllowance.class);
    private static final Work PULL = new Work(Work.Kind.QUERY, 0);

    private final RegClient client;
    private final Sleeper sleeper;

    PullAllowance(RegClient client, Sleeper sleeper) {
        this.client = client;
        this.sleeper = sleeper;
    }

    /** The slot of a copy. */
    static Permit slot(Throttle slots) throws RegistryException {
        return slots.acquire(PULL);
    }

    /**
     * Waits until the source allows a pull, if the transfer asks for that.
     *
     * @param slot of the copy; given back while it waits, and when this fails
     * @return the slot
     */
    Permit await(Throttle slots, Permit slot, Transfer transfer) throws IOException {
        Optional<RateLimitSettings> wanted = transfer.allowance();
        return wanted.isEmpty() ? slot : await(slots, slot, wanted.get(), transfer.source());
    }

    private Permit await(Throttle slots, Permit first, RateLimitSettings wanted, Ref source) throws IOException {
        Permit permit = first;
        boolean passed = false;
        try {
            RateLimit limit = check(source);
            while (limit.set() && limit.remain() < wanted.min()) {
                permit.close();
                delay(wanted, source, limit);
                permit = slot(slots);
                limit = check(source);
            }
            LOG.atDebug()
                    .addKeyValue("source", source.commonName())
                    .addKeyValue("source-remain", limit.remain())
                    .addKeyValue("step-min", wanted.min())
                    .log("Rate limit passed");
            passed = true;
            return permit;
        } finally {
            if (!passed) {
                permit.close();
            }
        }
    }

    private RateLimit check(Ref source) throws IOException {
        try {
            return client.manifests()
                    .head(source, Optional.empty())
                    .map(head -> head.rateLimit())
                    .orElse(RateLimit.NONE);
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("source", source.commonName())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("rate limit check failed");
            throw e;
        }
    }

    private void delay(RateLimitSettings settings, Ref source, RateLimit limit) throws RegistryException {
        LOG.atInfo()
                .addKeyValue("source", source.commonName())
                .addKeyValue("source-remain", limit.remain())
                .addKeyValue("source-limit", limit.limit())
                .addKeyValue("step-min", settings.min())
                .addKeyValue("sleep", settings.retry())
                .log("Delaying for rate limit");
        try {
            sleeper.sleep(settings.retry());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RegistryException.of(ErrorKind.CANCELED, "task was canceled while waiting for the rate limit", e);
        }
    }
}
