// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.regbot.config.ScriptEntry;
import io.regclient.regbot.sandbox.LuaSandbox;
import io.regclient.regbot.sandbox.SandboxOptions;
import io.regclient.regbot.sandbox.ScriptContext;
import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.regbot.sandbox.ScriptProblem;
import io.regclient.regbot.sandbox.api.ApiSettings;
import io.regclient.regbot.sandbox.api.ChangeReport;
import io.regclient.regbot.sandbox.api.RegistryApi;
import io.regclient.throttle.Throttle;
import io.regclient.time.GoDuration;
import io.regclient.time.Sleeper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one script in a sandbox of its own (contract regbot A3). Thread-safe. */
public final class ScriptRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ScriptRunner.class);

    /** The position in front of an error; {@code <string>} is the name of every script (contract regbot A3). */
    private static final Pattern LINE = Pattern.compile("<string>:(\\d{1,9}):");

    private final RegClient client;
    private final SandboxOptions options;
    private final ChangeReport changes;
    private final Throttle calls;
    private final Sleeper sleeper;

    /**
     * Prepares runs.
     *
     * @param changes takes down what scripts write, or leave undone in a dry run
     * @param parallel calls that move much data at the same time, over all scripts; at least one
     */
    public ScriptRunner(RegClient client, SandboxOptions options, ChangeReport changes, int parallel, Sleeper sleeper) {
        this.client = client;
        this.options = options;
        this.changes = changes;
        this.calls = new Throttle("regbot", Math.max(1, parallel));
        this.sleeper = sleeper;
    }

    /** Runs the script on the calling thread; a failure is logged with its traceback and thrown. */
    void run(ScriptEntry script) throws IOException {
        LOG.atDebug().addKeyValue("script", script.name()).log("Starting script");
        ScriptContext context = ScriptContext.start(options.ticker(), Optional.of(script.timeout()));
        ScriptDeadline deadline = ScriptDeadline.start(script.timeout());
        try (LuaSandbox sandbox = sandbox(script, context)) {
            sandbox.run(script.script().text());
        } catch (ScriptException e) {
            LOG.atWarn()
                    .addKeyValue("script", script.name())
                    .addKeyValue("error", e.getMessage())
                    .log("Error running script");
            throw RegistryException.of(
                    context.isCanceled() ? ErrorKind.CANCELED : ErrorKind.UNAVAILABLE,
                    "failure in user script \"" + script.name() + "\": " + e.error() + limit(script, context)
                            + place(script, e),
                    e);
        } finally {
            deadline.close();
        }
        LOG.atDebug().addKeyValue("script", script.name()).log("Finished script");
    }

    /** The line of the file, of an error that says in which line of the script it arose. */
    private static String place(ScriptEntry script, ScriptException e) {
        Matcher line = LINE.matcher(e.error());
        return line.lookingAt() ? " (" + script.script().place(Integer.parseInt(line.group(1))) + ")" : "";
    }

    /** What ended the script, whatever it was doing at that moment. */
    private static String limit(ScriptEntry script, ScriptContext context) {
        return context.isExpired() ? " (timeout of " + GoDuration.format(script.timeout()) + ")" : "";
    }

    /** What in the script cannot work; nothing runs. */
    List<ScriptProblem> check(ScriptEntry script) throws IOException {
        try (LuaSandbox sandbox = sandbox(script, ScriptContext.start(options.ticker(), Optional.empty()))) {
            return sandbox.check(script.script().text());
        }
    }

    private LuaSandbox sandbox(ScriptEntry script, ScriptContext context) {
        LuaSandbox sandbox = new LuaSandbox(options, context);
        RegistryApi.install(
                sandbox,
                new ApiSettings(
                        client, script.name(), changes, calls, context, sleeper, options.ticker(), options.host()));
        return sandbox;
    }
}
