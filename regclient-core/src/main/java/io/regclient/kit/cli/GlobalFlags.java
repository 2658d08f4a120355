// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import io.regclient.error.RegistryException;
import io.regclient.kit.log.Logging;
import io.regclient.kit.log.Verbosity;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** Options of every command: {@code -v}, {@code --logopt}, {@code --no-cache} and, for regctl, {@code --host}, {@code --time-limit} and {@code --user-agent}. */
public final class GlobalFlags {
    private final FlagSet flags = new FlagSet();
    private final Flag<String> verbosity;
    private final Flag<List<String>> logOptions;
    private final Flag<List<String>> hosts;
    private final Flag<Duration> timeLimit;
    private final Flag<String> userAgent;
    private final Flag<Boolean> noCache;

    GlobalFlags(String defaultVerbosity, boolean withHosts) {
        FlagSet unused = new FlagSet();
        FlagSet hostFlags = withHosts ? flags : unused;
        hosts = hostFlags.list("host", "Registry hosts to add (reg=registry,user=username,pass=password,tls=enabled)");
        logOptions = flags.list("logopt", "Log options (json)").suggests("json");
        noCache = flags.bool("no-cache", "Neither use nor keep notes of which repositories hold which blobs");
        timeLimit =
                hostFlags.duration("time-limit", "End the command with an error when it takes longer, 10m for example");
        userAgent = hostFlags.text("user-agent", "Override user agent");
        verbosity = flags.text("verbosity", defaultVerbosity, "Log level (trace, debug, info, warn, error)")
                .shortName('v')
                .suggests("trace", "debug", "info", "warn", "error");
    }

    /** Values of {@code --host}, unparsed. */
    public List<String> hosts() {
        return hosts.value();
    }

    /** Value of {@code --time-limit}; zero or less for no limit. */
    Duration timeLimit() {
        return timeLimit.value();
    }

    /** True with {@code --no-cache}: this process learns nothing from others, and leaves nothing to them. */
    public boolean noCache() {
        return noCache.value();
    }

    /** Value of {@code --user-agent}, empty when not given. */
    public String userAgent() {
        return userAgent.value();
    }

    /** True when {@code -v} was given at all, which switches progress off (contract regctl 10.8). */
    public boolean verbosityGiven() {
        return verbosity.isGiven();
    }

    /** True when lines of level INFO are shown; asked before a logger exists, because making one costs start-up time. */
    public boolean infoLog() {
        return Verbosity.parse(verbosity.value()) <= Verbosity.INFO;
    }

    /** True when requests should be logged; asked before a logger exists, because making one costs start-up time. */
    public boolean debugLog() {
        return Verbosity.parse(verbosity.value()) <= Verbosity.DEBUG;
    }

    /** Starts logging as the options say. */
    void startLogging(PrintStream target) throws CommandLineException {
        try {
            boolean json = logOptions.value().contains("json");
            Logging.start(target, Verbosity.parse(verbosity.value()), json, SlogProvider.class.getName());
        } catch (IllegalArgumentException e) {
            throw new CommandLineException(verbosity.refused(verbosity.value(), RegistryException.describe(e)));
        }
    }

    public FlagSet flags() {
        return flags;
    }
}
