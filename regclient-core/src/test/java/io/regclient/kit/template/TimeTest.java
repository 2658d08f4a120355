// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import static io.regclient.kit.template.TemplateFixture.expand;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract regctl 7.2, 13.40 and regsync 5: times in templates. */
class TimeTest {
    private static final ZonedDateTime TIME = ZonedDateTime.parse("2020-06-07T08:09:10.012345678Z");

    @ParameterizedTest
    @DisplayName("regsync 5: methods of a time")
    @CsvSource(
            delimiterString = "=>",
            value = {
                "{{.}} => 2020-06-07 08:09:10.012345678 +0000 UTC",
                "{{.Year}} {{.Month}} {{.Day}} => 2020 June 7",
                "{{.Hour}} {{.Minute}} {{.Second}} {{.Nanosecond}} => 8 9 10 12345678",
                "{{.YearDay}} {{.Weekday}} => 159 Sunday",
                "{{.Unix}} {{.UnixMilli}} => 1591517350 1591517350012",
                "{{.UnixMicro}} {{.UnixNano}} => 1591517350012345 1591517350012345678",
                "{{.Format \"2006-01-02\"}} => 2020-06-07",
                "{{(.Add 3600000000000).Hour}} => 9",
                "{{.AddDate 0 1 -7}} => 2020-06-30 08:09:10.012345678 +0000 UTC",
                "{{.AddDate 1 -6 0}} => 2020-12-07 08:09:10.012345678 +0000 UTC",
                "{{(.AddDate 0 0 1).Sub .}} => 24h0m0s",
                "{{.Sub (.AddDate 0 0 1)}} => -24h0m0s",
                "{{(.Sub (.AddDate 0 0 -2)).Hours}} => 48",
                "{{.Before (.AddDate 0 0 1)}} {{.After (.AddDate 0 0 1)}} {{.Equal .}} {{.Compare .}} => true false"
                        + " true 0",
                "{{.Add (.Sub (.AddDate 0 0 -1))}} => 2020-06-08 08:09:10.012345678 +0000 UTC",
                "{{.Truncate 3600000000000}} {{.Truncate 0}} => 2020-06-07 08:00:00 +0000 UTC 2020-06-07"
                        + " 08:09:10.012345678 +0000 UTC",
                "{{.Round 1000000000}} => 2020-06-07 08:09:10 +0000 UTC",
                "{{.UTC}} {{.Location}} => 2020-06-07 08:09:10.012345678 +0000 UTC UTC",
                "{{.IsZero}} {{.IsDST}} => false false",
                "{{.String}} => 2020-06-07 08:09:10.012345678 +0000 UTC",
                "{{.Month | printf \"%02d\"}} {{printf \"%s\" .Month}} {{.Month.String}} => 06 June June",
            })
    void methods(String template, String expected) throws IOException {
        assertThat(expand(template, TIME)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("regsync 5: methods of a duration")
    @CsvSource(
            delimiterString = "=>",
            value = {
                "{{.Hours}} {{.Minutes}} {{.Seconds}} => 1.5 90 5400",
                "{{.Milliseconds}} {{.Microseconds}} {{.Nanoseconds}} => 5400000 5400000000 5400000000000",
                "{{.String}} {{.Abs}} {{json .}} => 1h30m0s 1h30m0s 5400000000000",
                "{{.Truncate 3600000000000}} {{.Round 3600000000000}} {{.Round 0}} => 1h0m0s 2h0m0s 1h30m0s",
                "{{if gt . 0}}positive{{end}} => positive",
            })
    void durationMethods(String template, String expected) throws IOException {
        assertThat(expand(template, java.time.Duration.ofMinutes(90)).strip()).isEqualTo(expected);
    }

    @Test
    void daysBeyondTheEndOfAMonthRunIntoTheNextOne() throws IOException {
        assertThat(expand("{{.AddDate 0 1 0}}", OffsetDateTime.parse("2021-01-31T00:00:00Z")))
                .isEqualTo("2021-03-03 00:00:00 +0000 UTC");
        assertThat(expand("{{.AddDate 1 0 0}}", OffsetDateTime.parse("2020-02-29T00:00:00Z")))
                .isEqualTo("2021-03-01 00:00:00 +0000 UTC");
    }

    @Test
    @DisplayName("7.4: times print with offset and zone")
    void zones() throws IOException {
        Instant summer = Instant.parse("2020-06-07T00:00:00Z");

        assertThat(expand("{{.}}", summer)).isEqualTo("2020-06-07 00:00:00 +0000 UTC");
        assertThat(expand("{{.}}", OffsetDateTime.parse("2021-01-01T00:00:00+02:00")))
                .isEqualTo("2021-01-01 00:00:00 +0200 +0200");
        assertThat(expand("{{.}}", OffsetDateTime.parse("2021-01-01T00:00:00-03:30")))
                .isEqualTo("2021-01-01 00:00:00 -0330 -0330");
        assertThat(expand("{{.}} {{(.AddDate 0 6 0).Format \"MST\"}}", summer.atZone(ZoneId.of("Europe/Berlin"))))
                .isEqualTo("2020-06-07 02:00:00 +0200 CEST CET");
        assertThat(expand("{{.}} {{.IsZero}}", Instant.parse("0001-01-01T00:00:00Z")))
                .isEqualTo("0001-01-01 00:00:00 +0000 UTC true");
    }

    @Test
    void nowUsesTheZoneOfTheClock() throws IOException {
        Clock berlin = Clock.fixed(Instant.parse("2026-11-21T23:30:00Z"), ZoneId.of("Europe/Berlin"));
        Functions functions = TemplateFixture.functions(berlin);

        assertThat(Template.parse("{{time.Now}} {{time.Now.UTC}} {{time.Now.UTC.Local.Day}}", functions)
                        .expand(""))
                .isEqualTo("2026-11-22 00:30:00 +0100 CET 2026-11-21 23:30:00 +0000 UTC 22");
        assertThat(Template.parse("{{time.Parse \"2006-01-02 -0700\" \"2021-01-01 +0100\"}}", functions)
                        .expand(""))
                .isEqualTo("2021-01-01 00:00:00 +0100 CET");
        assertThat(Template.parse("{{time.Parse \"2006-01-02 MST\" \"2021-01-01 CET\"}}", functions)
                        .expand(""))
                .isEqualTo("2021-01-01 00:00:00 +0100 CET");
    }

    @ParameterizedTest
    @DisplayName("13.40: Go layouts")
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "2006-01-02T15:04:05Z07:00 => 2020-06-07T08:09:10Z",
                "2006-01-02T15:04:05.999999999Z07:00 => 2020-06-07T08:09:10.012345678Z",
                "Mon Jan _2 15:04:05 2006 => Sun Jun  7 08:09:10 2020",
                "Mon Jan _2 15:04:05 MST 2006 => Sun Jun  7 08:09:10 UTC 2020",
                "02 Jan 06 15:04 -0700 => 07 Jun 20 08:09 +0000",
                "Monday, 02-Jan-06 15:04:05 MST => Sunday, 07-Jun-20 08:09:10 UTC",
                "3:04PM 03:4:5pm => 8:09AM 08:9:10am",
                "January 2, 2006 => June 7, 2020",
                "1/2/06 => 6/7/20",
                "20060102150405 => 20200607080910",
                "002 __2 => 159 159",
                "05.000 05,000000 05.00 => 10.012 10,012345 10.01",
                "05.999 05.9 => 10.012 10",
                "-07:00 -07 Z0700 Z07 -070000 -07:00:00 => +00:00 +00 Z Z +000000 +00:00:00",
                "Januaryx Janx Jan. => Junex Janx Jun.",
                "_2006 x_2 => _2020 x 7",
                "no elements => no elements",
                "^^ => ^^",
            })
    void formats(String layout, String expected) throws IOException {
        assertThat(expand("{{.Format `" + layout + "`}}", TIME)).isEqualTo(expected);
    }

    @ParameterizedTest
    @DisplayName("7.2: time.Parse LAYOUT VALUE")
    @CsvSource(
            delimiterString = "=>",
            value = {
                "2006-01-02T15:04:05Z07:00 | 2021-02-03T04:05:06Z => 2021-02-03 04:05:06 +0000 UTC",
                "2006-01-02T15:04:05Z07:00 | 2021-02-03T04:05:06.789Z => 2021-02-03 04:05:06.789 +0000 UTC",
                "2006-01-02T15:04:05Z07:00 | 2021-02-03T04:05:06+02:00 => 2021-02-03 04:05:06 +0200 +0200",
                "2006-01-02T15:04:05Z07:00 | 2021-02-03T04:05:06-05:30 => 2021-02-03 04:05:06 -0530 -0530",
                "2006-01-02 | 2021-02-03 => 2021-02-03 00:00:00 +0000 UTC",
                "2006-002 | 2020-060 => 2020-02-29 00:00:00 +0000 UTC",
                "2006 __2 | 2021  60 => 2021-03-01 00:00:00 +0000 UTC",
                "Jan _2 2006 | feb  3 2021 => 2021-02-03 00:00:00 +0000 UTC",
                "Monday, January 2 06 | Wednesday, FEBRUARY 3 70 => 1970-02-03 00:00:00 +0000 UTC",
                "2 Jan 06 | 3 Feb 68 => 2068-02-03 00:00:00 +0000 UTC",
                "3:04PM | 12:30AM => 0000-01-01 00:30:00 +0000 UTC",
                "3:04pm 2006 | 7:05pm 2021 => 2021-01-01 19:05:00 +0000 UTC",
                "15:4:5 | 7:8:9 => 0000-01-01 07:08:09 +0000 UTC",
                "05.000 | 06.123 => 0000-01-01 00:00:06.123 +0000 UTC",
                "05.999 | 06.1234 => 0000-01-01 00:00:06.1234 +0000 UTC",
                "05,999 | 06 => 0000-01-01 00:00:06 +0000 UTC",
                "2006 MST | 2021 UTC => 2021-01-01 00:00:00 +0000 UTC",
                "2006 MST | 2021 PST => 2021-01-01 00:00:00 +0000 PST",
                "2006 MST | 2021 GMT-8 => 2021-01-01 00:00:00 -0800 GMT-8",
                "2006 -0700 MST | 2021 -0800 PST => 2021-01-01 00:00:00 -0800 PST",
                "2006 -07 | 2021 +03 => 2021-01-01 00:00:00 +0300 +0300",
                "2006-01-02 15:04:05 -0700 MST | 2020-06-07 08:09:10.5 +0000 UTC => 2020-06-07 08:09:10.5 +0000 UTC",
            })
    void parses(String arguments, String expected) throws IOException {
        assertThat(expand("{{time.Parse `" + arguments.replace(" | ", "` `") + "`}}"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '^',
            value = {
                "2006-01-02 | x => parsing time \"x\" as \"2006-01-02\": cannot parse \"x\" as \"2006\"",
                "2006-01-02 | 2021/02/03 => parsing time \"2021/02/03\" as \"2006-01-02\": cannot parse \"/02/03\" as"
                        + " \"-\"",
                "2006-01-02 | 2021-02 => parsing time \"2021-02\" as \"2006-01-02\": cannot parse \"\" as \"-\"",
                "2006-01-02 | 2021-02-03Z => parsing time \"2021-02-03Z\": extra text: \"Z\"",
                "2006-01-02 | 2021-13-01 => parsing time \"2021-13-01\": month out of range",
                "2006-01-02 | 2021-00-01 => parsing time \"2021-00-01\": month out of range",
                "2006-01-02 | 2021-02-30 => parsing time \"2021-02-30\": day out of range",
                "2006-01-02 | 2021-02-00 => parsing time \"2021-02-00\": day out of range",
                "2006-01-02 | 2021-2-03 => parsing time \"2021-2-03\" as \"2006-01-02\": cannot parse \"2-03\" as"
                        + " \"01\"",
                "2006-002 | 2021-366 => parsing time \"2021-366\": day-of-year out of range",
                "15:04 | 24:00 => parsing time \"24:00\": hour out of range",
                "15:04 | 23:60 => parsing time \"23:60\": minute out of range",
                "05 | 60 => parsing time \"60\": second out of range",
                "3PM | 13PM => parsing time \"13PM\": hour out of range",
                "3PM | 1XM => parsing time \"1XM\" as \"3PM\": cannot parse \"XM\" as \"PM\"",
                "Jan | Foo => parsing time \"Foo\" as \"Jan\": cannot parse \"Foo\" as \"Jan\"",
                "-0700 | 0100 => parsing time \"0100\" as \"-0700\": cannot parse \"0100\" as \"-0700\"",
                "Z07:00 | +0100 => parsing time \"+0100\" as \"Z07:00\": cannot parse \"+0100\" as \"Z07:00\"",
                "-0700 | +2500 => parsing time \"+2500\": time zone offset hour out of range",
                "MST | x => parsing time \"x\" as \"MST\": cannot parse \"x\" as \"MST\"",
                "05.00 | 06.1x => parsing time \"06.1x\" as \"05.00\": cannot parse \".1x\" as \".00\"",
            })
    void reportsWhatDoesNotFit(String arguments, String message) {
        String call = "time.Parse `" + arguments.replace(" | ", "` `") + "`";

        assertThatThrownBy(() -> expand("{{" + call + "}}")).hasMessageEndingWith("error calling Parse: " + message);
    }

    @Test
    void timesBeyondTheRangeAreErrors() {
        assertThatThrownBy(() -> expand("{{time.Now.AddDate 9999999999 0 0}}"))
                .hasMessageContaining("error calling AddDate: ");
    }
}
