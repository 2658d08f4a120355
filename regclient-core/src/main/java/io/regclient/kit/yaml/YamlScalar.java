// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Function;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A scalar and what it means as a value of some type (contract regsync 2). A text that does not fit is a PARSING_FAILED
 * error that names key path, line and column.
 */
public final class YamlScalar {
    private final String where;
    private final ScalarNode node;

    YamlScalar(String where, ScalarNode node) {
        this.where = where;
        this.node = node;
    }

    /** The text as it is written: {@code 3.10}, {@code yes} and {@code 007} keep it. */
    public String text() {
        return node.getValue();
    }

    /** The text with the place of its lines; those of a block begin below its mark. */
    public SourceText source() {
        boolean literal = node.getScalarStyle() == DumperOptions.ScalarStyle.LITERAL;
        boolean block = literal || node.getScalarStyle() == DumperOptions.ScalarStyle.FOLDED;
        int line = node.getStartMark().getLine() + (block ? 2 : 1); // marks count from 0
        return new SourceText(node.getValue(), where, line, literal);
    }

    /** Only {@code true} and {@code false} without quotes, as in YAML 1.2. */
    public boolean bool() throws RegistryException {
        if (isPlain()) {
            switch (node.getValue()) {
                case "true", "True", "TRUE" -> {
                    return true;
                }
                case "false", "False", "FALSE" -> {
                    return false;
                }
                default -> {}
            }
        }
        throw unexpected("true or false is expected");
    }

    /** Quoted numbers count, fractions are cut off, {@code 0x} and {@code 0o} are understood. */
    public long integer() throws RegistryException {
        OptionalLong number = YamlNumber.integer(node.getValue());
        if (number.isEmpty()) {
            throw unexpected("an integer is expected");
        }
        return number.getAsLong();
    }

    public double decimal() throws RegistryException {
        return YamlNumber.decimal(node.getValue()).orElseThrow(() -> unexpected("a number is expected"));
    }

    /** A text such as {@code 1h15m}; a bare number is an error, for its unit is unknown. */
    public Duration duration() throws RegistryException {
        if (isPlain() && YamlNumber.decimal(node.getValue()).isPresent()) {
            throw unexpected(GoDuration.EXPECTED);
        }
        try {
            return GoDuration.parse(node.getValue());
        } catch (IllegalArgumentException e) {
            throw unexpected(GoDuration.advice(e));
        }
    }

    /** Like {@link #duration}, and an integer counts nanoseconds. */
    public Duration durationOrNanoseconds() throws RegistryException {
        if (isPlain() && YamlNumber.integer(node.getValue()).isPresent()) {
            return Duration.ofNanos(integer());
        }
        return duration();
    }

    /**
     * The text as a value of a type that has a syntax of its own.
     *
     * @param parser fails with IllegalArgumentException
     * @param expectation what to write, for the message
     */
    public <T> T as(Function<String, T> parser, String expectation) throws RegistryException {
        try {
            return parser.apply(node.getValue());
        } catch (IllegalArgumentException e) {
            throw unexpected(expectation);
        }
    }

    private boolean isPlain() {
        return node.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
    }

    /** Without the value, which may be a secret that stands under the wrong key. */
    private RegistryException unexpected(String expectation) {
        return Yaml.failed(where, node, expectation);
    }
}
