// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.regclient.regbot.sandbox.LuaSandbox;
import io.regclient.regbot.sandbox.SandboxOptions;
import io.regclient.regbot.sandbox.ScriptContext;
import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.testing.fuzz.FuzzTarget;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Scripts, checked and run with a short limit. */
public final class ScriptFuzz implements FuzzTarget {
    private static final long MEMORY = 16L << 20;
    private static final Duration LIMIT = Duration.ofMillis(500);

    public static void fuzzerTestOneInput(byte[] input) {
        new ScriptFuzz().check(input);
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                "for i, v in ipairs({1, 'two', x = 3}) do print(i, v) end".getBytes(UTF_8),
                "local s = string.gsub('a1b2', '%d', {['1'] = 'x'}) error(s)".getBytes(UTF_8),
                "local c = coroutine.wrap(function(...) coroutine.yield(...) end) c(1) setmetatable({}, {__index = c})"
                        .getBytes(UTF_8),
                "print(string.format('%5.2f %q', 1/3, 'a\\n'), os.time{year=2020, month=2, day=30})".getBytes(UTF_8));
    }

    @Override
    public void use(byte[] input) throws IOException {
        String script = new String(input, UTF_8);
        StringBuilder out = new StringBuilder();
        Ticker ticker = Ticker.system();
        SandboxOptions options = SandboxOptions.of(out, out, ticker).withMemoryLimit(MEMORY);
        try (LuaSandbox sandbox = new LuaSandbox(options, ScriptContext.start(ticker, Optional.of(LIMIT)))) {
            sandbox.check(script);
            sandbox.run(script);
        } catch (ScriptException e) {
            if (e.error().isBlank() && !script.contains("error")) {
                throw new IllegalStateException("no message", e);
            }
        }
    }
}
