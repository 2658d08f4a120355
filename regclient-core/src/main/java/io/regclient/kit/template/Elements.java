// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.TemplateObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The functions {@code len}, {@code index} and {@code slice}. Texts are measured and cut by bytes. */
final class Elements {
    private Elements() {}

    static long length(Object value) throws RegistryException {
        if (value == Absent.NIL || (value instanceof TemplateObject object && object.isNil())) {
            throw failure("len of nil pointer");
        }
        if (value instanceof Absent) {
            throw failure("len of untyped nil");
        }
        return GoValues.length(value).orElseThrow(() -> failure("len of type " + GoValues.typeName(value)));
    }

    /** Looks up one index or key after the other. */
    static Object index(List<Object> arguments) throws RegistryException {
        Object item = present(arguments.getFirst(), "index");
        for (Object index : arguments.subList(1, arguments.size())) {
            if (GoValues.isNil(item)) {
                throw failure("index of nil pointer");
            }
            item = at(item, index);
        }
        return item;
    }

    private static Object at(Object item, Object index) throws RegistryException {
        Object plain = GoValues.plain(item);
        if (plain instanceof Map<?, ?> map) {
            return lookup(map, index);
        }
        if (plain instanceof List<?> list) {
            return GoValues.element(list.get(position(index, list.size(), "slice")));
        }
        if (plain instanceof byte[] bytes) {
            return (long) Byte.toUnsignedInt(bytes[position(index, bytes.length, "slice")]);
        }
        if (plain instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return (long) Byte.toUnsignedInt(bytes[position(index, bytes.length, "string")]);
        }
        throw failure("can't index item of type " + GoValues.typeName(item));
    }

    private static Object lookup(Map<?, ?> map, Object key) throws RegistryException {
        Optional<Map.Entry<?, ?>> entry = GoValues.entry(map, key);
        if (entry.isPresent()) {
            return GoValues.element(entry.get().getValue());
        }
        Object sample = map.isEmpty()
                ? ""
                : GoValues.plain(GoValues.of(map.keySet().iterator().next()));
        if (key instanceof Absent) {
            throw failure("value is nil; should be of type " + GoValues.typeName(sample));
        }
        if (GoValues.plain(key).getClass() != sample.getClass()) {
            throw failure("value has type " + GoValues.typeName(key) + "; should be " + GoValues.typeName(sample));
        }
        return GoValues.holdsTexts(map) ? "" : Absent.NIL_ELEMENT;
    }

    private static int position(Object index, int size, String what) throws RegistryException {
        int position = bound(index, size);
        if (position == size) {
            throw failure("reflect: " + what + " index out of range");
        }
        return position;
    }

    /** An index from 0 to the size, both included. */
    private static int bound(Object index, int size) throws RegistryException {
        if (index instanceof Absent) {
            throw failure("cannot index slice/array with nil");
        }
        if (!(GoValues.plain(index) instanceof Long position)) {
            throw failure("cannot index slice/array with type " + GoValues.typeName(index));
        }
        if (position < 0 || position > size) {
            throw failure("index out of range: " + position);
        }
        return position.intValue();
    }

    /** A part of a text or list: from, to and (lists only) the limit of the capacity, which changes nothing here. */
    static Object slice(List<Object> arguments) throws RegistryException {
        Object item = present(arguments.getFirst(), "slice");
        List<Object> indexes = arguments.subList(1, arguments.size());
        if (indexes.size() > 3) {
            throw failure("too many slice indexes: " + indexes.size());
        }
        Object plain = GoValues.plain(item);
        if (plain instanceof List<?> list) {
            int[] bounds = bounds(indexes, list.size());
            return list.subList(bounds[0], bounds[1]);
        }
        if (plain instanceof byte[] bytes) {
            return part(bytes, indexes);
        }
        if (!(plain instanceof String text)) {
            throw failure("can't slice item of type " + GoValues.typeName(item));
        }
        if (indexes.size() == 3) {
            throw failure("cannot 3-index slice a string");
        }
        return new String(part(text.getBytes(StandardCharsets.UTF_8), indexes), StandardCharsets.UTF_8);
    }

    private static byte[] part(byte[] bytes, List<Object> indexes) throws RegistryException {
        int[] bounds = bounds(indexes, bytes.length);
        return Arrays.copyOfRange(bytes, bounds[0], bounds[1]);
    }

    private static int[] bounds(List<Object> indexes, int size) throws RegistryException {
        int[] bounds = {0, size, size};
        for (int i = 0; i < indexes.size(); i++) {
            bounds[i] = bound(indexes.get(i), size);
        }
        for (int i = 1; i < bounds.length; i++) {
            if (bounds[i - 1] > bounds[i]) {
                throw failure("invalid slice index: " + bounds[i - 1] + " > " + bounds[i]);
            }
        }
        return bounds;
    }

    private static Object present(Object item, String function) throws RegistryException {
        if (item == Absent.NO_VALUE || item == Absent.NIL_ELEMENT) {
            throw failure(function + " of untyped nil");
        }
        return item;
    }

    private static RegistryException failure(String message) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, message);
    }
}
