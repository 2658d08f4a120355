// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.regsync.config.SyncEntry.RateLimitSettings;
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

    private final RegClient client;
    private final Sleeper sleeper;

    PullAllowance(RegClient client, Sleeper sleeper) {
        this.client = client;
        this.sleeper = sleeper;
    }

    /**
     * Takes a copy slot once the source allows a pull.
     *
     * @param limited the source announced a limit
     */
    Permit await(Throttle copies, RateLimitSettings settings, Ref source, boolean limited) throws IOException {
        Work work = new Work(Work.Kind.QUERY, 0);
        Permit permit = copies.acquire(work);
        try {
            if (settings.min() <= 0 || !limited) {
                return permit;
            }
            RateLimit limit = check(source);
            while (limit.set() && limit.remain() < settings.min()) {
                permit.close();
                delay(settings, source, limit);
                permit = copies.acquire(work);
                limit = check(source);
            }
            LOG.atDebug()
                    .addKeyValue("source", source.commonName())
                    .addKeyValue("source-remain", limit.remain())
                    .addKeyValue("step-min", settings.min())
                    .log("Rate limit passed");
            return permit;
        } catch (IOException | RuntimeException e) {
            permit.close();
            throw e;
        }
    }

    private RateLimit check(Ref source) throws IOException {
        try {
            return client.headManifest(source, Optional.empty())
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
