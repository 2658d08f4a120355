// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import io.regclient.regbot.sandbox.lib.HostAccess;
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
 * @param host files, processes and modules of this machine
 */
public record SandboxOptions(
        Appendable out,
        Appendable err,
        Map<String, String> environment,
        Ticker ticker,
        ZoneId zone,
        long memoryLimit,
        HostAccess host) {
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
        return new SandboxOptions(out, err, Map.of(), ticker, ZoneId.systemDefault(), limit, HostAccess.none());
    }

    public SandboxOptions withEnvironment(Map<String, String> variables) {
        return new SandboxOptions(out, err, variables, ticker, zone, memoryLimit, host);
    }

    public SandboxOptions withZone(ZoneId newZone) {
        return new SandboxOptions(out, err, environment, ticker, newZone, memoryLimit, host);
    }

    public SandboxOptions withMemoryLimit(long bytes) {
        return new SandboxOptions(out, err, environment, ticker, zone, bytes, host);
    }

    public SandboxOptions withHost(HostAccess access) {
        return new SandboxOptions(out, err, environment, ticker, zone, memoryLimit, access);
    }
}
