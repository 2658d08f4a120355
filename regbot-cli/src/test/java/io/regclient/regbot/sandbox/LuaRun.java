// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import io.regclient.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Runs scripts in fresh sandboxes without a registry. */
final class LuaRun {
    /** Longer than any test takes, short enough to end a hanging one. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LuaRun() {}

    /** What the script prints, without the last line end. */
    static String output(String script) throws ScriptException {
        return output(script, options -> options);
    }

    static String output(String script, UnaryOperator<SandboxOptions> change) throws ScriptException {
        return output(script, change, PATIENCE);
    }

    static String output(String script, UnaryOperator<SandboxOptions> change, Duration timeout) throws ScriptException {
        StringBuilder out = new StringBuilder();
        Ticker ticker = Ticker.system();
        SandboxOptions options =
                change.apply(SandboxOptions.of(out, out, ticker).withZone(ZoneId.of("UTC")));
        try (LuaSandbox sandbox = new LuaSandbox(options, ScriptContext.start(ticker, Optional.of(timeout)))) {
            sandbox.run(script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString().stripTrailing();
    }

    /** The values of an expression list as {@code print} shows them. */
    static String values(String expressions) throws ScriptException {
        return output("print(" + expressions + ")");
    }
}
