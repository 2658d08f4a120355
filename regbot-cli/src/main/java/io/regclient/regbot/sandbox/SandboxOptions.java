// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import io.regclient.time.Ticker;
import java.time.ZoneId;
import java.util.Map;

/**
 * What the runs of all scripts have in common.
 *
 * @param out where {@code print} and {@code io.write} go; used by several scripts at the same time
 * @param err where {@code io.stderr} goes
 * @param environment variables scripts can read
 * @param ticker clock of timeouts and of {@code os.time}
 * @param zone zone of {@code os.date}
 * @param memoryLimit bytes one script may keep alive, an estimate
 * @param allowHost true to give scripts files, processes and modules from disk ({@code io}, {@code os.execute},
 *     {@code require})
 */
public record SandboxOptions(
        Appendable out,
        Appendable err,
        Map<String, String> environment,
        Ticker ticker,
        ZoneId zone,
        long memoryLimit,
        boolean allowHost) {
    private static final long SMALLEST_LIMIT = 32L << 20;

    public SandboxOptions {
        environment = Map.copyOf(environment);
        if (memoryLimit <= 0) {
            throw new IllegalArgumentException("memory limit must be positive: " + memoryLimit);
        }
    }

    /** No environment, the system's zone, a quarter of the heap (32 MiB at least) and nothing of the host. */
    public static SandboxOptions of(Appendable out, Appendable err, Ticker ticker) {
        long limit = Math.max(SMALLEST_LIMIT, Runtime.getRuntime().maxMemory() / 4);
        return new SandboxOptions(out, err, Map.of(), ticker, ZoneId.systemDefault(), limit, false);
    }

    public SandboxOptions withEnvironment(Map<String, String> variables) {
        return new SandboxOptions(out, err, variables, ticker, zone, memoryLimit, allowHost);
    }

    public SandboxOptions withZone(ZoneId newZone) {
        return new SandboxOptions(out, err, environment, ticker, newZone, memoryLimit, allowHost);
    }

    public SandboxOptions withMemoryLimit(long bytes) {
        return new SandboxOptions(out, err, environment, ticker, zone, bytes, allowHost);
    }

    public SandboxOptions withAllowHost(boolean allow) {
        return new SandboxOptions(out, err, environment, ticker, zone, memoryLimit, allow);
    }
}
