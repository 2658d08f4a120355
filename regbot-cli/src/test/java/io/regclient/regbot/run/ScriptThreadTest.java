// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.RegClient;
import io.regclient.config.Environment;
import io.regclient.config.HostTable;
import io.regclient.kit.schema.Expansion;
import io.regclient.kit.service.SeveralFailures;
import io.regclient.kit.yaml.Yaml;
import io.regclient.regbot.config.RegbotConfig;
import io.regclient.regbot.sandbox.SandboxOptions;
import io.regclient.regbot.sandbox.api.ChangeReport;
import io.regclient.time.Sleeper;
import io.regclient.time.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever ends a script's thread is a failure of its script: contract regbot A3. */
class ScriptThreadTest {
    private static final int SCRIPTS = 12;

    private static List<String> failures(Appendable out, String lua) throws Exception {
        StringBuilder yaml = new StringBuilder("scripts:\n");
        IntStream.range(0, SCRIPTS)
                .forEach(i -> yaml.append("  - {name: s")
                        .append(i)
                        .append(", script: \"")
                        .append(lua)
                        .append("\"}\n"));
        RegbotConfig config = RegbotConfig.of(Yaml.parse(yaml.toString(), "test"), Expansion.NONE);
        Path nowhere = Path.of("/nowhere");
        try (RegClient client = RegClient.builder()
                .hosts(HostTable.builder(warning -> {}).build())
                .environment(Environment.of(Map.of(), nowhere, nowhere))
                .build()) {
            SandboxOptions options = SandboxOptions.of(out, out, Ticker.system());
            ScriptRunner runner = new ScriptRunner(client, options, ChangeReport.none(), 1, Sleeper.system());
            SeveralFailures thrown =
                    catchThrowableOfType(SeveralFailures.class, () -> new OnceRun(runner, 1).run(config.scripts()));
            return thrown.failures().stream().map(Throwable::getMessage).toList();
        }
    }

    static Stream<Supplier<Error>> ends() {
        return Stream.of(
                () -> new OutOfMemoryError("Java heap space"),
                StackOverflowError::new,
                () -> new NoClassDefFoundError("a/B"),
                () -> new AssertionError("a defect"));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void countsEveryEnd(Supplier<Error> end) throws Exception {
        assertThat(failures(new Broken(end), "print('x')")).hasSize(SCRIPTS);
    }

    @Test
    @DisplayName("an error value of 16 MB is told by its beginning")
    void shortensErrorValues() throws Exception {
        List<String> messages = failures(new StringBuilder(), "error(('x'):rep(16e6))");

        assertThat(messages).hasSize(SCRIPTS);
        assertThat(messages.stream().mapToInt(String::length)).allMatch(length -> length < 20_000);
        assertThat(messages.stream().filter(message -> message.contains("<string>:1: xxx")))
                .isNotEmpty();
    }

    /** An output that fails in its own way. */
    private record Broken(Supplier<Error> end) implements Appendable {
        @Override
        public Appendable append(CharSequence text) {
            throw end.get();
        }

        @Override
        public Appendable append(CharSequence text, int start, int end) {
            return append(text);
        }

        @Override
        public Appendable append(char c) {
            return append(String.valueOf(c));
        }
    }
}
