// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import io.regclient.kit.template.time.ZonedTime;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A point in time as templates see it.
 *
 * @param time the time with the name of its zone
 * @param local the zone that {@code .Local} changes to
 */
public record TimeValue(ZonedTime time, ZoneId local) implements TemplateObject {
    private static final String STRING_LAYOUT = "2006-01-02 15:04:05.999999999 -0700 MST";
    private static final String JSON_LAYOUT = "2006-01-02T15:04:05.999999999Z07:00";
    private static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

    /** A time in its own zone, with the zone of this machine as the local one. */
    TimeValue(ZonedDateTime at) {
        this(new ZonedTime(at, ""), ZoneId.systemDefault());
    }

    /** Date, time and zone. */
    public ZonedDateTime at() {
        return time.at();
    }

    boolean isZero() {
        return at().toInstant().equals(ZERO);
    }

    String format(String layout) {
        return time.format(layout);
    }

    @Override
    public String goTypeName() {
        return "time.Time";
    }

    @Override
    public List<String> fieldNames() {
        return List.of();
    }

    @Override
    public Optional<TextSource> text() {
        return Optional.of(() -> format(STRING_LAYOUT));
    }

    @Override
    public Optional<Source> json() {
        return Optional.of(() -> format(JSON_LAYOUT));
    }

    @Override
    public Optional<Member> member(String name) {
        return switch (name) {
            case "Year" -> getter(time.at()::getYear);
            case "Month" -> getter(this::month);
            case "Day" -> getter(time.at()::getDayOfMonth);
            case "Hour" -> getter(time.at()::getHour);
            case "Minute" -> getter(time.at()::getMinute);
            case "Second" -> getter(time.at()::getSecond);
            case "Nanosecond" -> getter(time.at()::getNano);
            case "YearDay" -> getter(time.at()::getDayOfYear);
            case "Weekday" -> getter(this::weekday);
            case "Unix" -> getter(() -> TemplateObject.int64(at().toEpochSecond()));
            case "UnixMilli" ->
                getter(() -> TemplateObject.int64(at().toInstant().toEpochMilli()));
            case "UnixMicro" -> getter(() -> TemplateObject.int64(unixNano() / 1_000));
            case "UnixNano" -> getter(() -> TemplateObject.int64(unixNano()));
            case "UTC" -> getter(() -> inZone(ZoneOffset.UTC, "UTC"));
            case "Local" -> getter(() -> inZone(local, ""));
            case "Location" -> getter(this::location);
            case "IsZero" -> getter(this::isZero);
            case "IsDST" -> getter(() -> at().getZone().getRules().isDaylightSavings(at().toInstant()));
            case "String" -> getter(() -> format(STRING_LAYOUT));
            default -> function(name).map(Method::new);
        };
    }

    private Optional<TemplateFunction> function(String name) {
        return switch (name) {
            case "Format" -> function(a -> format((String) a), ParameterType.STRING);
            case "Add" -> function(a -> with(at().plus((Duration) a)), ParameterType.DURATION);
            case "AddDate" ->
                Optional.of(
                        TemplateFunction.of(this::addDate, ParameterType.INT, ParameterType.INT, ParameterType.INT));
            case "Truncate" -> function(a -> with(at().minus(remainder((Duration) a))), ParameterType.DURATION);
            case "Round" -> function(a -> with(rounded((Duration) a)), ParameterType.DURATION);
            case "Sub" -> function(a -> Duration.between((ZonedDateTime) a, at()), ParameterType.TIME);
            case "Before" -> function(a -> compareTo(a) < 0, ParameterType.TIME);
            case "After" -> function(a -> compareTo(a) > 0, ParameterType.TIME);
            case "Equal" -> function(a -> compareTo(a) == 0, ParameterType.TIME);
            case "Compare" -> function(this::compareTo, ParameterType.TIME);
            default -> Optional.empty();
        };
    }

    private static Optional<Member> getter(Source source) {
        return Optional.of(new Method(TemplateFunction.of(arguments -> source.get())));
    }

    private static Optional<TemplateFunction> function(Function<Object, Object> body, ParameterType parameter) {
        return Optional.of(TemplateFunction.of(arguments -> body.apply(arguments.getFirst()), parameter));
    }

    private TimeValue with(ZonedDateTime other) {
        return new TimeValue(new ZonedTime(other, time.zoneName()), local);
    }

    private TimeValue inZone(ZoneId zone, String zoneName) {
        return new TimeValue(new ZonedTime(at().withZoneSameInstant(zone), zoneName), local);
    }

    private int compareTo(Object other) {
        return at().toInstant().compareTo(((ZonedDateTime) other).toInstant());
    }

    /** Days beyond the end of a month run into the next one: 31 January plus one month is in March. */
    private TimeValue addDate(List<Object> arguments) {
        LocalDate date = LocalDate.of(at().getYear(), 1, 1)
                .plusYears((Long) arguments.get(0))
                .plusMonths(at().getMonthValue() - 1 + (Long) arguments.get(1))
                .plusDays(at().getDayOfMonth() - 1 + (Long) arguments.get(2));
        return with(date.atTime(at().toLocalTime()).atZone(at().getZone()));
    }

    /** What exceeds a multiple of the unit, counted from the zero time. */
    private Duration remainder(Duration unit) {
        if (!unit.isPositive()) {
            return Duration.ZERO;
        }
        Duration since = Duration.between(ZERO, at().toInstant());
        BigInteger nanos = BigInteger.valueOf(since.toSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(since.toNanosPart()));
        return Duration.ofNanos(nanos.mod(BigInteger.valueOf(unit.toNanos())).longValueExact());
    }

    private ZonedDateTime rounded(Duration unit) {
        Duration rest = remainder(unit);
        boolean up = rest.compareTo(unit.minus(rest)) >= 0 && unit.isPositive();
        return at().minus(rest).plus(up ? unit : Duration.ZERO);
    }

    private long unixNano() {
        return at().toEpochSecond() * 1_000_000_000 + at().getNano();
    }

    private TemplateObject month() {
        return TemplateObject.named("time.Month", at().getMonthValue())
                .text(() -> format("January"))
                .build();
    }

    private TemplateObject weekday() {
        return TemplateObject.named("time.Weekday", at().getDayOfWeek().getValue() % 7)
                .text(() -> format("Monday"))
                .build();
    }

    private TemplateObject location() {
        String name = at().getZone() instanceof ZoneOffset ? time.zoneName() : "Local";
        return TemplateObject.struct("*time.Location").text(() -> name).build();
    }
}
