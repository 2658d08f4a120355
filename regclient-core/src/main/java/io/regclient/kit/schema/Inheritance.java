// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes what an entry does not set from the defaults (contract regsync 4, regbot A2): the keys of every group that both
 * records have. A key is not set when it has the zero value of its type; where zero is a value of its own, the type is
 * an Optional.
 */
public final class Inheritance {
    private Inheritance() {}

    /** The entry with the groups of the defaults below its own. */
    public static <R extends Record> R over(R entry, Record defaults) {
        List<RecordComponent> components = Records.components(entry.getClass());
        Object[] values = Records.values(entry);
        for (int i = 0; i < values.length; i++) {
            if (Schema.isGroup(components.get(i))) {
                values[i] = group(components.get(i).getType(), values[i], defaults);
            }
        }
        return Records.of(Records.type(entry), values);
    }

    private static Object group(Class<?> type, Object own, Record defaults) {
        for (RecordComponent candidate : Records.components(defaults.getClass())) {
            if (candidate.getType() == type) {
                return merged(own, Records.value(defaults, candidate));
            }
        }
        return own;
    }

    @SuppressWarnings("unchecked") // own and defaults have the same type
    private static Object merged(Object own, Object defaults) {
        if (own instanceof Inheriting<?> inheriting) {
            return ((Inheriting<Object>) inheriting).over(defaults);
        }
        if (own instanceof Switch flag) {
            return flag.over((Switch) defaults);
        }
        if (!(own instanceof Record record)) {
            return isSet(own) ? own : defaults;
        }
        Object[] values = Records.values(record);
        Object[] below = Records.values((Record) defaults);
        for (int i = 0; i < values.length; i++) {
            values[i] = merged(values[i], below[i]);
        }
        return Records.of(Records.type(record), values);
    }

    /** False for the zero value of a type, and for a record of nothing else. */
    static boolean isSet(Object value) {
        if (value instanceof Record record) {
            for (Object each : Records.values(record)) {
                if (isSet(each)) {
                    return true;
                }
            }
            return false;
        }
        if (value instanceof Switch flag) {
            return flag != Switch.UNSET;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Optional<?> optional) {
            return optional.isPresent();
        }
        if (value instanceof Duration duration) {
            return !duration.isZero();
        }
        if (value instanceof Number number) {
            return number.longValue() != 0;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        return value instanceof List<?> list ? !list.isEmpty() : !(value instanceof Map<?, ?> map) || !map.isEmpty();
    }
}
