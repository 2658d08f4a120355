// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Activations at the minutes whose date and time the five fields allow. When the clocks go forward, times in the gap
 * are skipped; when they go back, times in the repeated hour happen twice.
 */
record CronSchedule(
        CronField minute, CronField hour, CronField dayOfMonth, CronField month, CronField dayOfWeek, ZoneId zone)
        implements Schedule {
    private static final int SEARCHED_YEARS = 5;

    @Override
    public Optional<Instant> next(Instant after) {
        ZonedDateTime time =
                after.plusSeconds(60).truncatedTo(ChronoUnit.MINUTES).atZone(zone);
        // offsets of former centuries are not whole minutes
        if (time.getSecond() != 0) {
            time = time.plusMinutes(1).truncatedTo(ChronoUnit.MINUTES);
        }
        int lastYear = after.plusSeconds(1).atZone(zone).getYear() + SEARCHED_YEARS;
        while (time.getYear() <= lastYear) {
            if (!month.allows(time.getMonthValue())) {
                time = startOfDay(time.withDayOfMonth(1).plusMonths(1));
            } else if (!allowsDay(time)) {
                time = startOfDay(time.plusDays(1));
            } else if (!hour.allows(time.getHour())) {
                time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minute.allows(time.getMinute())) {
                time = time.plusMinutes(1);
            } else {
                return Optional.of(time.toInstant());
            }
        }
        return Optional.empty();
    }

    private static ZonedDateTime startOfDay(ZonedDateTime time) {
        return time.toLocalDate().atStartOfDay(time.getZone());
    }

    /** When both day fields are restricted, one of them is enough. */
    private boolean allowsDay(ZonedDateTime time) {
        boolean byMonth = dayOfMonth.allows(time.getDayOfMonth());
        boolean byWeek = dayOfWeek.allows(time.getDayOfWeek().getValue() % 7);
        boolean oneIsEnough = dayOfMonth.restricted() && dayOfWeek.restricted();
        return oneIsEnough ? byMonth || byWeek : byMonth && byWeek;
    }
}
