// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.config.TlsMode;
import io.regclient.kit.yaml.SourceText;
import java.time.Duration;
import java.util.Map;

/** What the value of a key, or each value of its list, is written as. */
public enum ValueKind {
    TEXT("text"),
    WHOLE_NUMBER("whole number"),
    NUMBER("number"),
    SWITCH("true or false"),
    DURATION("duration such as 90s or 1h15m"),
    /** As in {@code creds}: a number counts nanoseconds. */
    DURATION_OR_NANOSECONDS("duration such as 90s or 1h15m, or a number of nanoseconds"),
    AGE("duration such as 72h or 7d"),
    TEXTS_BY_NAME("mapping of names to texts"),
    /** A mapping whose keys are declared. */
    MAPPING("mapping");

    private final String shown;

    ValueKind(String shown) {
        this.shown = shown;
    }

    /** In words, for documentation. */
    public String shown() {
        return shown;
    }

    static ValueKind of(Class<?> type) {
        if (Schema.isMapping(type)) {
            return MAPPING;
        }
        if (type == String.class || type == SourceText.class || type == TlsMode.class) {
            return TEXT;
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return WHOLE_NUMBER;
        }
        if (type == Double.class) {
            return NUMBER;
        }
        if (type == boolean.class || type == Boolean.class || type == Switch.class) {
            return SWITCH;
        }
        if (type == Duration.class) {
            return DURATION;
        }
        if (type == Age.class) {
            return AGE;
        }
        if (Map.class.isAssignableFrom(type)) {
            return TEXTS_BY_NAME;
        }
        throw new IllegalStateException("no key has values of " + type);
    }
}
