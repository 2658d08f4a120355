// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import io.regclient.time.GoDuration;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A time span as templates see it: prints {@code 1h30m0s}, compares and serializes as nanoseconds. */
public record DurationValue(Duration span) implements TemplateObject {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final Duration SHORTEST = Duration.ofNanos(Long.MIN_VALUE);

    public DurationValue {
        span = span.compareTo(LONGEST) > 0 ? LONGEST : span.compareTo(SHORTEST) < 0 ? SHORTEST : span;
    }

    @Override
    public String goTypeName() {
        return "time.Duration";
    }

    @Override
    public List<String> fieldNames() {
        return List.of();
    }

    @Override
    public Optional<Object> underlying() {
        return Optional.of(span.toNanos());
    }

    @Override
    public Optional<TextSource> text() {
        return Optional.of(this::print);
    }

    @Override
    public Optional<Member> member(String name) {
        return switch (name) {
            case "Hours" -> getter(() -> seconds() / 3600);
            case "Minutes" -> getter(() -> seconds() / 60);
            case "Seconds" -> getter(this::seconds);
            case "Milliseconds" -> getter(() -> TemplateObject.int64(span.toNanos() / 1_000_000));
            case "Microseconds" -> getter(() -> TemplateObject.int64(span.toNanos() / 1_000));
            case "Nanoseconds" -> getter(() -> TemplateObject.int64(span.toNanos()));
            case "Abs" -> getter(() -> new DurationValue(span.abs()));
            case "String" -> getter(this::print);
            case "Truncate" -> multipleOf(RoundingMode.DOWN);
            case "Round" -> multipleOf(RoundingMode.HALF_UP);
            default -> Optional.empty();
        };
    }

    private static Optional<Member> getter(Source source) {
        return Optional.of(new Method(TemplateFunction.of(arguments -> source.get())));
    }

    private Optional<Member> multipleOf(RoundingMode mode) {
        return Optional.of(new Method(TemplateFunction.of(
                arguments -> new DurationValue(rounded((Duration) arguments.getFirst(), mode)),
                ParameterType.DURATION)));
    }

    private Duration rounded(Duration unit, RoundingMode mode) {
        if (!unit.isPositive()) {
            return span;
        }
        BigDecimal step = BigDecimal.valueOf(unit.toNanos());
        BigDecimal steps = BigDecimal.valueOf(span.toNanos()).divide(step, 0, mode);
        return Duration.ofNanos(
                steps.multiply(step).min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    }

    private double seconds() {
        return BigDecimal.valueOf(span.toNanos(), 9).doubleValue();
    }

    private String print() {
        return GoDuration.format(span);
    }
}
