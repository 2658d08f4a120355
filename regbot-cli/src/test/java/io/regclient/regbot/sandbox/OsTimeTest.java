// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ManualTime;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code os.time}, {@code os.date} and the environment: contract regbot B3. */
class OsTimeTest {
    private static String run(String script, ZoneId zone) throws ScriptException {
        StringBuilder out = new StringBuilder();
        ManualTime time = new ManualTime(Instant.parse("2026-11-21T12:00:00.75Z"));
        SandboxOptions options =
                SandboxOptions.of(out, out, time).withZone(zone).withEnvironment(Map.of("HUB_USER", "someone"));
        new LuaSandbox(options, ScriptContext.start(time, Optional.empty())).run(script);
        return out.toString().stripTrailing();
    }

    private static String utc(String expressions) throws ScriptException {
        return run("print(" + expressions + ")", ZoneOffset.UTC);
    }

    @Test
    @DisplayName("B3: os.time is whole seconds and prints as an integer")
    void tellsWholeSeconds() throws ScriptException {
        assertThat(utc("os.time(), '' .. os.time(), os.time() - 86400 * 30"))
                .isEqualTo("1795262400\t1795262400\t1792670400");
    }

    @Test
    @DisplayName("A13: the cut-off date of a published example")
    void formatsTheSeedsDate() throws ScriptException {
        assertThat(utc("os.date('!%Y-%m-%dT%H:%M:%SZ', os.time() - 86400 * 30)"))
                .isEqualTo("2026-10-22T12:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe"})
    @DisplayName("B3: os.date('!...') is UTC for every quarter of an hour around the clock changes")
    void isExactAroundClockChanges(String zone) throws ScriptException {
        long first = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
        String printed = run(
                "for i = 0, 35039 do io.write(os.date('!%Y-%m-%d %H:%M', " + first + " + i * 900), ',') end",
                ZoneId.of(zone));

        DateTimeFormatter format =
                DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 35_040; i++) {
            expected.append(format.format(Instant.ofEpochSecond(first + i * 900L)))
                    .append(',');
        }
        assertThat(printed).isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            !%c           | 0        | Thu Jan  1 00:00:00 1970
            !%x %X %p     | 0        | 01/01/70 00:00:00 AM
            !%a %A %b %B  | 0        | Thu Thursday Jan January
            !%I %p        | 43200    | 12 PM
            !%I           | 0        | 12
            !%Z %z %e %F %T %D | 0   | UTC +0000  1 1970-01-01 00:00:00 01/01/70
            !%j %U %W %V %w %u | 0   | 001 00 00 01 4 4
            !%y %C %G %g %s    | 86400 | 70 19 1970 70 86400
            !%R %r %n%t%% | 3600     | 01:00 01:00:00 AM <lf><tab>%
            !%Q           | 0        | %Q
            %H:%M         | 0        | 01:00
            %Z %z         | 0        | CET +0100
            %Z %z         | 1782864000 | CEST +0200
            """)
    @DisplayName("B3: every directive of strftime")
    void formatsDates(String format, long seconds, String expected) throws ScriptException {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        assertThat(run("print(os.date('" + format + "', " + seconds + "))", zone))
                .isEqualTo(expected.replace("<lf>", "\n").replace("<tab>", "\t"));
    }

    @Test
    void givesDateTables() throws ScriptException {
        String fields = "d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst";
        assertThat(run("local d = os.date('!*t', 0) print(" + fields + ")", ZoneOffset.UTC))
                .isEqualTo("1970\t1\t1\t0\t0\t0\t5\t1\tfalse");
        assertThat(run("local d = os.date('*t', 15552000) print(" + fields + ")", ZoneId.of("Europe/Berlin")))
                .isEqualTo("1970\t6\t30\t1\t0\t0\t3\t181\tfalse");
        assertThat(run("print(os.date('*t', 1782864000).isdst)", ZoneId.of("Europe/Berlin")))
                .isEqualTo("true");
    }

    @Test
    @DisplayName("B3: os.time of a table: hour 12 unless given, fields carry over")
    void readsDateTables() throws ScriptException {
        assertThat(utc("os.time{year = 1970, month = 1, day = 1}")).isEqualTo("43200");
        assertThat(utc("os.time{year = 1970, month = 1, day = 32, hour = 0, min = 0, sec = -1}"))
                .isEqualTo("2678399");
        assertThat(utc("os.time{year = 1969, month = 13, day = 1, hour = 0}")).isEqualTo("0");
        assertThat(utc("pcall(os.time, {year = 1970})")).isEqualTo("false\tfield 'month' missing in date table");
        assertThat(utc("os.time(os.date('*t', 1700000000))")).isEqualTo("1700000000");
    }

    @Test
    void goesThroughTablesInSummerToo() throws ScriptException {
        String script = "for _, s in ipairs{1700000000, 1690000000, 1698541200, 1698544800} do"
                + " io.write(os.time(os.date('*t', s)) - s, ' ') end";
        assertThat(run(script, ZoneId.of("Europe/Berlin"))).isEqualTo("0 0 0 0");
    }

    @Test
    void refusesTimesOutOfRange() throws ScriptException {
        assertThat(utc("pcall(os.date, '%Y', 1e300)")).isEqualTo("false\ttime out of range");
        assertThat(utc("pcall(os.date, '%Y', 0/0)")).isEqualTo("false\ttime out of range");
    }

    @Test
    void showsTheGivenEnvironmentOnly() throws ScriptException {
        assertThat(utc("os.getenv('HUB_USER'), os.getenv('PATH'), os.difftime(5, 3), os.clock()"))
                .isEqualTo("someone\tnil\t2\t0");
    }
}
