// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract regsync 12: the cron dialect. */
class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @DisplayName("regsync 12: next activation")
    @CsvSource(
            delimiter = '|',
            value = {
                // Monday 9 July 2012
                "* * * * * | 2012-07-09T14:45:00Z | 2012-07-09T14:46:00Z",
                "* * * * * | 2012-07-09T14:45:59.999Z | 2012-07-09T14:46:00Z",
                "0/15 * * * * | 2012-07-09T14:45:00Z | 2012-07-09T15:00:00Z",
                "0/15 * * * * | 2012-07-09T14:59:59Z | 2012-07-09T15:00:00Z",
                "5/20 * * * * | 2012-07-09T14:45:00Z | 2012-07-09T15:05:00Z",
                "20-35/15 * * * * | 2012-07-09T14:21:00Z | 2012-07-09T14:35:00Z",
                "1,3,5-7 * * * * | 2012-07-09T14:05:30Z | 2012-07-09T14:06:00Z",
                "*/35 * * * * | 2012-07-09T14:35:00Z | 2012-07-09T15:00:00Z",
                "? ? ? ? ? | 2012-07-09T14:45:00Z | 2012-07-09T14:46:00Z",
                "30 4 * * * | 2012-07-09T14:45:00Z | 2012-07-10T04:30:00Z",
                "0 0 1 1 * | 2012-07-09T14:45:00Z | 2013-01-01T00:00:00Z",
                "0 0 1 */3 * | 2012-07-09T14:45:00Z | 2012-10-01T00:00:00Z",
                "0 0 31 * * | 2012-09-01T00:00:00Z | 2012-10-31T00:00:00Z",
                "0 0 29 2 * | 2012-07-09T14:45:00Z | 2016-02-29T00:00:00Z",
                "0 0 * * MON | 2012-07-09T14:45:00Z | 2012-07-16T00:00:00Z",
                "0 0 * * 1-5 | 2012-07-13T14:45:00Z | 2012-07-16T00:00:00Z",
                "0 0 * * sun,Sat | 2012-07-09T14:45:00Z | 2012-07-14T00:00:00Z",
                "0 0 * FEB-Mar * | 2012-07-09T14:45:00Z | 2013-02-01T00:00:00Z",
                "0 0 * * 0 | 2012-07-09T14:45:00Z | 2012-07-15T00:00:00Z",
                "59 23 31 12 * | 2012-12-31T23:59:00Z | 2013-12-31T23:59:00Z",
                "@yearly | 2012-07-09T14:45:00Z | 2013-01-01T00:00:00Z",
                "@annually | 2012-07-09T14:45:00Z | 2013-01-01T00:00:00Z",
                "@monthly | 2012-07-09T14:45:00Z | 2012-08-01T00:00:00Z",
                "@weekly | 2012-07-09T14:45:00Z | 2012-07-15T00:00:00Z",
                "@daily | 2012-07-09T14:45:00Z | 2012-07-10T00:00:00Z",
                "@midnight | 2012-07-09T14:45:00Z | 2012-07-10T00:00:00Z",
                "@hourly | 2012-07-09T14:45:00Z | 2012-07-09T15:00:00Z",
                "@every 1h | 2012-07-09T14:45:12Z | 2012-07-09T15:45:12Z",
                "@every 1h30m | 2012-07-09T14:45:12.9Z | 2012-07-09T16:15:12Z",
                "@every 1.9s | 2012-07-09T14:45:12.9Z | 2012-07-09T14:45:13Z",
                "@every 10ms | 2012-07-09T14:45:12Z | 2012-07-09T14:45:13Z",
                "@every -5m | 2012-07-09T14:45:12Z | 2012-07-09T14:45:13Z",
                "TZ=America/New_York 0 9 * * * | 2012-07-09T14:45:00Z | 2012-07-10T13:00:00Z",
                "CRON_TZ=Asia/Tokyo  0 9 * * * | 2012-07-09T14:45:00Z | 2012-07-10T00:00:00Z",
                "TZ=UTC @daily | 2012-07-09T14:45:00Z | 2012-07-10T00:00:00Z",
                "TZ= @daily | 2012-07-09T14:45:00Z | 2012-07-10T00:00:00Z",
                "TZ=Local @daily | 2012-07-09T14:45:00Z | 2012-07-10T00:00:00Z",
                "TZ=Asia/Kolkata 30 0 * * * | 2012-07-09T14:45:00Z | 2012-07-09T19:00:00Z",
                "TZ=Asia/Tokyo @every 1m | 2012-07-09T14:45:00Z | 2012-07-09T14:46:00Z",
            })
    void findsTheNextActivation(String spec, Instant after, Instant expected) throws RegistryException {
        assertThat(Schedule.parse(spec, ZoneOffset.UTC).next(after)).contains(expected);
    }

    @ParameterizedTest
    @DisplayName("regsync 12: with both day fields restricted the job runs when either matches")
    @CsvSource(
            delimiter = '|',
            value = {
                // 13 July 2012 was a Friday, 15 July a Sunday
                "0 0 1,15 * Sun | 2012-07-15, 2012-07-22, 2012-07-29, 2012-08-01",
                "0 0 1,15 * * | 2012-07-15, 2012-08-01, 2012-08-15, 2012-09-01",
                "0 0 * * Sun | 2012-07-15, 2012-07-22, 2012-07-29, 2012-08-05",
                "0 0 1,15 * */1 | 2012-07-15, 2012-08-01, 2012-08-15, 2012-09-01",
                "0 0 */10 * Sun | 2012-07-15, 2012-07-21, 2012-07-22, 2012-07-29",
                "0 0 13 * ?,5 | 2012-07-13, 2012-08-13, 2012-09-13, 2012-10-13",
            })
    void matchesEitherDay(String spec, String dates) throws RegistryException {
        Schedule schedule = Schedule.parse(spec, ZoneOffset.UTC);
        List<String> found = new ArrayList<>();
        Instant time = Instant.parse("2012-07-12T14:45:00Z");
        while (found.size() < 4) {
            time = schedule.next(time).orElseThrow();
            found.add(time.toString().substring(0, 10));
        }

        assertThat(String.join(", ", found)).isEqualTo(dates);
    }

    @ParameterizedTest
    @DisplayName("regsync 12: without an activation within five years it never fires")
    @ValueSource(strings = {"0 0 30 Feb *", "0 0 31 Apr,Jun *", ", * * * *"})
    void neverFires(String spec) throws RegistryException {
        assertThat(Schedule.parse(spec).next(Instant.parse("2012-07-09T00:00:00Z")))
                .isEmpty();
    }

    @Test
    void aLeapDayBeyondFiveYearsIsNotFound() throws RegistryException {
        Schedule leapDay = Schedule.parse("0 0 29 2 *", ZoneOffset.UTC);

        assertThat(leapDay.next(Instant.parse("1896-03-01T00:00:00Z"))).isEmpty();
        assertThat(leapDay.next(Instant.parse("1899-01-01T00:00:00Z"))).contains(Instant.parse("1904-02-29T00:00:00Z"));
    }

    @ParameterizedTest
    @DisplayName("regsync 12: a spec without zone means the local one, also when the clocks change")
    @CsvSource(
            delimiter = '|',
            value = {
                "0 9 * * * | 2026-03-28T12:00:00+01:00 | 2026-03-29T09:00:00+02:00",
                // 29 March 2026: 02:00 to 03:00 does not exist
                "30 2 * * * | 2026-03-28T12:00:00+01:00 | 2026-03-30T02:30:00+02:00",
                "0 * * * * | 2026-03-29T01:00:00+01:00 | 2026-03-29T03:00:00+02:00",
                // 25 October 2026: 02:00 to 03:00 exists twice
                "30 2 * * * | 2026-10-24T12:00:00+02:00 | 2026-10-25T02:30:00+02:00",
                "30 2 * * * | 2026-10-25T02:30:00+02:00 | 2026-10-25T02:30:00+01:00",
                "30 2 * * * | 2026-10-25T02:30:00+01:00 | 2026-10-26T02:30:00+01:00",
                "0 0 * * * | 2026-10-25T02:30:00+01:00 | 2026-10-26T00:00:00+01:00",
            })
    void followsTheLocalZone(String spec, String after, String expected) throws RegistryException {
        assertThat(Schedule.parse(spec, BERLIN).next(ZonedDateTime.parse(after).toInstant()))
                .contains(ZonedDateTime.parse(expected).toInstant());
    }

    @Test
    void aMissingMidnightBeginsWithTheFirstHourThatExists() throws RegistryException {
        // Sao Paulo skipped the hour after midnight on 4 November 2018
        Schedule daily = Schedule.parse("TZ=America/Sao_Paulo 0 1 4 11 *");

        assertThat(daily.next(Instant.parse("2018-11-03T12:00:00Z"))).contains(Instant.parse("2018-11-04T03:00:00Z"));
    }

    @Test
    void everyRepeatsFromThePreviousActivation() {
        Schedule schedule = Schedule.every(Duration.ofMillis(90_999));
        Instant start = Instant.parse("2026-11-21T12:00:00.750Z");
        Instant first = schedule.next(start).orElseThrow();

        assertThat(first).isEqualTo("2026-11-21T12:01:30Z");
        assertThat(schedule.next(first)).contains(Instant.parse("2026-11-21T12:03:00Z"));
    }

    @ParameterizedTest
    @DisplayName("regsync 12: bad specifications")
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | empty spec string",
                "' ' | expected exactly 5 fields, found 0: []",
                "* * * * | expected exactly 5 fields, found 4: [* * * *]",
                "0 * * * * * | expected exactly 5 fields, found 6: [0 * * * * *]",
                "60 * * * * | end of range (60) above maximum (59): 60",
                "* 24 * * * | end of range (24) above maximum (23): 24",
                "* * 0 * * | beginning of range (0) below minimum (1): 0",
                "* * 32 * * | end of range (32) above maximum (31): 32",
                "* * * 13 * | end of range (13) above maximum (12): 13",
                "* * * * 7 | end of range (7) above maximum (6): 7",
                "* * * * 5-7 | end of range (7) above maximum (6): 5-7",
                "* * * * fri-mon | beginning of range (5) beyond end of range (1): fri-mon",
                "30-20 * * * * | beginning of range (30) beyond end of range (20): 30-20",
                "*/0 * * * * | step of range should be a positive number: */0",
                "1-2-3 * * * * | too many hyphens: 1-2-3",
                "1/2/3 * * * * | too many slashes: 1/2/3",
                "x * * * * | failed to parse int from x",
                "mon * * * * | failed to parse int from mon",
                "* * * * monday | failed to parse int from monday",
                "-1 * * * * | failed to parse int from ''",
                "*/-5 * * * * | negative number (-5) not allowed: -5",
                "@reboot | unrecognized descriptor: @reboot",
                "@Daily | unrecognized descriptor: @Daily",
                "@every | unrecognized descriptor: @every",
                "@every 1d | 'failed to parse duration @every 1d: time: unknown unit \"d\" in duration \"1d\"'",
                "@every 60 | 'failed to parse duration @every 60: time: missing unit in duration \"60\"'",
                "TZ=Mars/Base 0 0 * * * | provided bad location Mars/Base: unknown time zone Mars/Base",
                "TZ=+02:00 0 0 * * * | provided bad location +02:00: unknown time zone +02:00",
                "TZ=UTC | missing schedule after the time zone: TZ=UTC",
            })
    void refusesBadSpecifications(String spec, String message) {
        RegistryException error = catchThrowableOfType(RegistryException.class, () -> Schedule.parse(spec));

        assertThat(error.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
        assertThat(error).hasMessage(message.replace("''", ""));
    }

    @Test
    void aStarAbsorbsTheRestOfItsRange() throws RegistryException {
        assertThat(Schedule.parse("*-5 * * * *", ZoneOffset.UTC).next(Instant.parse("2012-07-09T14:45:00Z")))
                .contains(Instant.parse("2012-07-09T14:46:00Z"));
        assertThatThrownBy(() -> Schedule.parse("5-* * * * *")).hasMessage("failed to parse int from *");
    }
}
