// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Numbers of the YAML 1.2 core schema. */
final class YamlNumber {
    private static final Pattern SHORT = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?(?:[0-9]{1,40}(?:\\.[0-9]{0,40})?|\\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,3})?");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,16}");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,22}");

    private YamlNumber() {}

    /** An integer; a fraction is cut off. Empty for other text and for numbers beyond 64 bits. */
    static OptionalLong integer(String text) {
        if (SHORT.matcher(text).matches()) {
            return OptionalLong.of(Long.parseLong(text)); // loading BigDecimal takes 20 ms
        }
        Optional<BigInteger> number =
                DECIMAL.matcher(text).matches() ? Optional.of(new BigDecimal(text).toBigInteger()) : ofBase(text);
        return number.filter(n -> n.bitLength() < Long.SIZE)
                .map(n -> OptionalLong.of(n.longValue()))
                .orElse(OptionalLong.empty());
    }

    static Optional<Double> decimal(String text) {
        return DECIMAL.matcher(text).matches()
                ? Optional.of(Double.valueOf(text)).filter(Double::isFinite)
                : ofBase(text).map(BigInteger::doubleValue);
    }

    private static Optional<BigInteger> ofBase(String text) {
        if (HEXADECIMAL.matcher(text).matches()) {
            return Optional.of(new BigInteger(text.substring(2), 16));
        }
        return OCTAL.matcher(text).matches() ? Optional.of(new BigInteger(text.substring(2), 8)) : Optional.empty();
    }
}
