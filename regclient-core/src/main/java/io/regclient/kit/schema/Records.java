// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Components of records by reflection: what all keys have in common needs no line for each of them. */
public final class Records {
    private static final Map<Class<?>, List<RecordComponent>> KNOWN = new ConcurrentHashMap<>();

    private Records() {}

    /** The components of a type, the same ones at each call: they remember the annotations read. */
    static List<RecordComponent> components(Class<?> type) {
        List<RecordComponent> known = KNOWN.get(type);
        if (known == null) {
            known = List.of(type.getRecordComponents());
            KNOWN.put(type, known);
        }
        return known;
    }

    /** The values of all components. */
    static Object[] values(Record record) {
        List<RecordComponent> components = components(record.getClass());
        Object[] values = new Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(record, components.get(i));
        }
        return values;
    }

    static Object value(Record record, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true); // records of keys need not be public
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** A record of the same type with these values. */
    static <R extends Record> R of(Class<R> type, Object[] values) {
        Class<?>[] parameters = new Class<?>[values.length];
        for (int i = 0; i < values.length; i++) {
            parameters[i] = components(type).get(i).getType();
        }
        try {
            Constructor<R> canonical = type.getDeclaredConstructor(parameters);
            canonical.setAccessible(true);
            return canonical.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make " + type.getName(), e);
        }
    }

    /** The record with another value of a key, which may stand in one of its groups. */
    public static <R extends Record> R with(R record, String key, Object value) {
        List<RecordComponent> components = components(record.getClass());
        Object[] values = values(record);
        for (int i = 0; i < values.length; i++) {
            if (components.get(i).getName().equals(key)) {
                values[i] = value;
            } else if (Schema.isGroup(components.get(i))) {
                values[i] = with((Record) values[i], key, value);
            }
        }
        return of(type(record), values);
    }

    @SuppressWarnings("unchecked") // getClass of an R
    static <R extends Record> Class<R> type(R record) {
        return (Class<R>) record.getClass();
    }
}
