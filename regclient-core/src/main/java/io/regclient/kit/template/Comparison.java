// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.GoValues;
import java.util.List;
import java.util.Map;

/** The comparison functions: texts, numbers and booleans compare only with their own kind. */
final class Comparison {
    private Comparison() {}

    private enum Kind {
        BOOL,
        FLOAT,
        INT,
        STRING,
        OTHER
    }

    /** True when the first argument equals any of the others. */
    static boolean equalsAny(List<Object> arguments) throws RegistryException {
        if (arguments.size() < 2) {
            throw failure("missing argument for comparison");
        }
        Object first = arguments.getFirst();
        for (Object other : arguments.subList(1, arguments.size())) {
            if (areEqual(first, other)) {
                return true;
            }
        }
        return false;
    }

    static boolean areEqual(Object left, Object right) throws RegistryException {
        Kind kind = kind(left);
        if (kind != kind(right)) {
            if (left instanceof Absent || right instanceof Absent) {
                return false;
            }
            throw failure("incompatible types for comparison");
        }
        if (kind != Kind.OTHER) {
            return GoValues.plain(left).equals(GoValues.plain(right))
                    || (kind == Kind.FLOAT && compareNumbers(left, right) == 0);
        }
        if (GoValues.isNil(left) || GoValues.isNil(right)) {
            return GoValues.isNil(left) == GoValues.isNil(right);
        }
        if (!GoValues.typeName(left).equals(GoValues.typeName(right)) || !isComparable(left) || !isComparable(right)) {
            String reason =
                    isComparable(left) && isComparable(right) ? "non-comparable types " : "non-comparable type ";
            throw failure(reason + GoValues.typeName(left) + ", " + GoValues.typeName(right));
        }
        return left.equals(right);
    }

    /** Negative, zero or positive like {@code left - right}. */
    static int compare(Object left, Object right) throws RegistryException {
        Kind kind = kind(left);
        if (kind == Kind.OTHER || kind(right) == Kind.OTHER) {
            throw failure("invalid type for comparison");
        }
        if (kind != kind(right)) {
            throw failure("incompatible types for comparison");
        }
        return switch (kind) {
            case INT, FLOAT -> compareNumbers(left, right);
            case STRING -> GoValues.compareTexts((String) GoValues.plain(left), (String) GoValues.plain(right));
            case BOOL, OTHER -> throw failure("invalid type for comparison");
        };
    }

    private static int compareNumbers(Object left, Object right) {
        if (GoValues.plain(left) instanceof Long a && GoValues.plain(right) instanceof Long b) {
            return Long.compare(a, b);
        }
        double a = (Double) GoValues.plain(left);
        double b = (Double) GoValues.plain(right);
        return a < b ? -1 : a > b ? 1 : 0;
    }

    private static boolean isComparable(Object value) {
        Object plain = GoValues.plain(value);
        return !(plain instanceof List || plain instanceof byte[] || plain instanceof Map);
    }

    private static Kind kind(Object value) {
        Object plain = GoValues.plain(value);
        if (plain instanceof String) {
            return Kind.STRING;
        }
        if (plain instanceof Long) {
            return Kind.INT;
        }
        if (plain instanceof Double) {
            return Kind.FLOAT;
        }
        return plain instanceof Boolean ? Kind.BOOL : Kind.OTHER;
    }

    private static RegistryException failure(String message) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, message);
    }
}
