// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import io.regclient.regbot.sandbox.lib.HostAccess;
import io.regclient.regbot.sandbox.vm.MemoryPool;
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
 * @param memory what all scripts together may keep
 * @param host files, processes and modules of this machine
 */
public record SandboxOptions(
        Appendable out,
        Appendable err,
        Map<String, String> environment,
        Ticker ticker,
        ZoneId zone,
        MemoryPool memory,
        HostAccess host) {
    public SandboxOptions {
        environment = Map.copyOf(environment);
    }

    /** No environment, the system's zone, a third of the heap and nothing of the host. */
    public static SandboxOptions of(Appendable out, Appendable err, Ticker ticker) {
        MemoryPool third = new MemoryPool(Runtime.getRuntime().maxMemory() / 3);
        return new SandboxOptions(out, err, Map.of(), ticker, ZoneId.systemDefault(), third, HostAccess.none());
    }

    public SandboxOptions withEnvironment(Map<String, String> variables) {
        return new SandboxOptions(out, err, variables, ticker, zone, memory, host);
    }

    public SandboxOptions withZone(ZoneId newZone) {
        return new SandboxOptions(out, err, environment, ticker, newZone, memory, host);
    }

    /** With a pool of so many bytes. */
    public SandboxOptions withMemoryLimit(long bytes) {
        return new SandboxOptions(out, err, environment, ticker, zone, new MemoryPool(bytes), host);
    }

    public SandboxOptions withHost(HostAccess access) {
        return new SandboxOptions(out, err, environment, ticker, zone, memory, access);
    }
}
