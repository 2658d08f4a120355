// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.KeyValuePair;

/** The text and JSON forms of slog (contract regctl 2.2, regsync 14). */
class SlogRecordTest {
    private static final OffsetDateTime TIME = OffsetDateTime.parse("2026-11-21T17:02:49.739120000+01:00");
    private static final OffsetDateTime UTC = OffsetDateTime.parse("2026-11-21T17:02:49Z");

    private static SlogRecord entry(String message, KeyValuePair... pairs) {
        return SlogRecord.of(TIME, Verbosity.WARN, message, List.of(pairs), null);
    }

    @Test
    @DisplayName("regctl 2.2: text has milliseconds in the local zone")
    void writesText() {
        assertThat(entry("done", new KeyValuePair("count", 3)).toText())
                .isEqualTo("time=2026-11-21T17:02:49.739+01:00 level=WARN msg=done count=3\n");
    }

    @Test
    @DisplayName("regctl 2.2: JSON has nanoseconds without trailing zeros")
    void writesJson() {
        assertThat(entry("done", new KeyValuePair("count", 3)).toJson())
                .isEqualTo("{\"time\":\"2026-11-21T17:02:49.73912+01:00\",\"level\":\"WARN\",\"msg\":\"done\","
                        + "\"count\":3}\n");
        assertThat(SlogRecord.of(UTC, Verbosity.INFO, "x", List.of(), null).toJson())
                .startsWith("{\"time\":\"2026-11-21T17:02:49Z\",");
    }

    @ParameterizedTest
    @DisplayName("regctl 2.2: text is quoted only when needed")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "plain|plain",
                "a/b:c,d|a/b:c,d",
                "two words|\"two words\"",
                "a=b|\"a=b\"",
                "say \"x\"|\"say \\\"x\\\"\"",
                "back\\slash|\"back\\\\slash\"",
                "~~|\"\"",
                "ümlaut|ümlaut"
            })
    void quotes(String message, String quoted) {
        assertThat(entry(message).toText()).endsWith(" msg=" + quoted + "\n");
    }

    @Test
    @DisplayName("a line break or control character of a registry's answer cannot forge a log line")
    void escapesControlCharacters() {
        String hostile = "a\nb\r\tc\u001b[31m";

        assertThat(entry(hostile).toText()).endsWith("msg=\"a\\nb\\r\\tc\\x1b[31m\"\n");
        assertThat(entry(hostile).toJson()).contains("\"msg\":\"a\\nb\\r\\tc\\u001b[31m\"");
        assertThat(entry("x", new KeyValuePair("a\nb", "c")).toText()).endsWith(" \"a\\nb\"=c\n");
    }

    @Test
    @DisplayName("regsync 14: durations, lists, booleans, failures and nothing as values")
    void writesValues() {
        SlogRecord entry = entry(
                "m",
                new KeyValuePair("wait", Duration.ofMillis(1500)),
                new KeyValuePair("list", List.of("a", "b c")),
                new KeyValuePair("flag", true),
                new KeyValuePair("none", null),
                new KeyValuePair("err", new IOException("broken pipe")));

        assertThat(entry.toText()).endsWith(" wait=1.5s list=\"[a b c]\" flag=true none=<nil> err=\"broken pipe\"\n");
        assertThat(entry.toJson())
                .endsWith("\"wait\":1500000000,\"list\":[\"a\",\"b c\"],\"flag\":true,\"none\":\"<nil>\","
                        + "\"err\":\"broken pipe\"}\n");
    }
}
