// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.model.RateLimit;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.Optional;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.slf4j.event.Level;

/** {@code image.ratelimitWait} (contract regbot A8). */
final class RateLimitWait {
    private static final String POLL = "5m";
    private static final String TIMEOUT = "6h";

    private final ApiCalls api;

    RateLimitWait(ApiCalls api) {
        this.api = api;
    }

    /** True when enough pulls are left or the registry has no limit, false when the time ended while waiting. */
    Varargs await(ScriptArguments args) {
        Ref ref = api.ref(args, 1);
        int wanted = (int) args.strictNumber(2);
        Duration poll = duration(args.text(3, POLL), "Failed parsing rate limit frequency ");
        Duration timeout = duration(args.text(4, TIMEOUT), "Failed parsing timeout ");
        long start = api.settings().ticker().nanos();
        while (true) {
            RateLimit limit = api.attempt(
                    "Failed checking \"" + ref.commonName() + "\" manifest",
                    () -> api.client().manifests().readRateLimit(ref));
            if (!limit.set() || limit.remain() >= wanted) {
                return LuaValue.TRUE;
            }
            api.log(Level.INFO)
                    .addKeyValue("image", ref.commonName())
                    .addKeyValue("current", limit.remain())
                    .addKeyValue("target", wanted)
                    .addKeyValue("delay", poll)
                    .log("Delaying for ratelimit");
            Duration left = timeout.minusNanos(api.settings().ticker().nanos() - start);
            if (!sleep(poll, left)) {
                return LuaValue.FALSE;
            }
        }
    }

    private static Duration duration(String text, String failure) {
        try {
            return GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ScriptError(failure + text + ": " + GoDuration.explain(e));
        }
    }

    /** Waits for the next look; false when the time of the call or of the script comes first. */
    private boolean sleep(Duration poll, Duration left) {
        Optional<Duration> script = api.settings().context().remaining();
        Duration end = script.filter(time -> time.compareTo(left) < 0).orElse(left);
        try {
            api.settings().sleeper().sleep(poll.compareTo(end) < 0 ? poll : end);
        } catch (InterruptedException e) {
            api.settings().context().interrupted();
            return false;
        }
        return poll.compareTo(end) < 0 && api.settings().context().ended().isEmpty();
    }
}
