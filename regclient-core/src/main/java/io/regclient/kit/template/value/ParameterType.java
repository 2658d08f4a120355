// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import java.util.List;

/** What a parameter of a {@link TemplateFunction} accepts; the argument has the Java type that is named here. */
public enum ParameterType {
    /** Everything; a missing value arrives as {@link Absent#NIL_ELEMENT}. */
    ANY("interface {}"),
    /** Everything, missing values unchanged. */
    VALUE("reflect.Value"),
    /** {@code Boolean}. */
    BOOL("bool"),
    /** {@code Long}. */
    INT("int"),
    /** {@code Double}. */
    FLOAT("float64"),
    /** {@code String}. */
    STRING("string"),
    /** {@code List<String>}. */
    STRINGS("[]string"),
    /** A time of day and date: {@code ZonedDateTime}. */
    TIME("time.Time"),
    /** A time span: {@code java.time.Duration}. */
    DURATION("time.Duration");

    private final String goName;

    ParameterType(String goName) {
        this.goName = goName;
    }

    /** The type's name in error messages. */
    public String goName() {
        return goName;
    }

    public boolean canBeNil() {
        return this == ANY || this == VALUE || this == STRINGS;
    }

    public boolean accepts(Object value) {
        return switch (this) {
            case ANY, VALUE -> true;
            case BOOL -> value instanceof Boolean;
            case INT -> value instanceof Long;
            case FLOAT -> value instanceof Double;
            case STRING -> value instanceof String;
            case STRINGS -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            case TIME -> value instanceof TimeValue;
            case DURATION -> value instanceof DurationValue;
        };
    }
}
