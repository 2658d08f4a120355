// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template;

import io.regclient.json.JsonLayout;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.kit.template.value.Absent;
import io.regclient.kit.template.value.GoValues;
import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.kit.template.value.TemplateObject.Field;
import io.regclient.kit.template.value.TemplateObject.JsonPlace;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * JSON of template values in the form of Go's encoder: struct fields in their order, map keys sorted, no HTML escapes
 * (contract regctl 7.2).
 */
final class JsonPrinter {
    private final StringBuilder out = new StringBuilder();

    private JsonPrinter() {}

    /** JSON without white space and with a line break at the end; empty for a value without a JSON form. */
    static String compact(Object value) throws IOException {
        JsonPrinter writer = new JsonPrinter();
        return writer.value(value) ? writer.out.append('\n').toString() : "";
    }

    /** JSON indented by two blanks and with a line break at the end; empty for a value without a JSON form. */
    static String pretty(Object value) throws IOException {
        JsonPrinter writer = new JsonPrinter();
        return writer.value(value) ? JsonLayout.indented(writer.out) + "\n" : "";
    }

    /** Writes a value; answers whether it has a JSON form. */
    private boolean value(Object value) throws IOException {
        if (value instanceof TemplateObject object) {
            return object(object);
        }
        if (value instanceof List<?> list) {
            return list(list);
        }
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        return scalar(value);
    }

    private boolean scalar(Object value) {
        if (value instanceof String text) {
            string(text);
        } else if (value instanceof Double number) {
            return number(number);
        } else if (value instanceof Long || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof byte[] bytes) {
            string(Base64.getEncoder().encodeToString(bytes));
        } else if (value instanceof Absent) {
            out.append("null");
        } else {
            return false;
        }
        return true;
    }

    private boolean object(TemplateObject object) throws IOException {
        if (object.isNil()) {
            return value(Absent.NIL);
        }
        if (object.json().isPresent()) {
            Object form = object.json().get().get();
            return form instanceof JsonText json ? raw(json) : value(GoValues.of(form));
        }
        Object plain = GoValues.plain(object);
        return plain instanceof TemplateObject struct ? struct(struct) : value(plain);
    }

    private boolean raw(JsonText json) {
        out.append(JsonLayout.compact(json.text(), JsonStyle.COMPACT_PLAIN));
        return !json.text().isBlank();
    }

    private boolean struct(TemplateObject object) throws IOException {
        out.append('{');
        int start = out.length();
        if (!members(object, start)) {
            return false;
        }
        out.append('}');
        return true;
    }

    /**
     * The fields of a struct, and those of the structs in it that stand in their own place.
     *
     * @param start where the members begin; those behind the first one are separated
     */
    private boolean members(TemplateObject object, int start) throws IOException {
        for (String name : object.fieldNames()) {
            if (object.member(name).orElse(null) instanceof Field field && !member(field, start)) {
                return false;
            }
        }
        return true;
    }

    private boolean member(Field field, int start) throws IOException {
        if (field.place() == JsonPlace.NONE) {
            return true;
        }
        Object value = GoValues.of(field.value().get());
        if (field.place() == JsonPlace.INLINE) {
            return !(value instanceof TemplateObject part) || members(part, start);
        }
        boolean leftOut = (field.place() == JsonPlace.UNLESS_EMPTY && isEmpty(value))
                || (field.place() == JsonPlace.UNLESS_ZERO && GoValues.isZero(value));
        if (leftOut) {
            return true;
        }
        out.append(out.length() > start ? "," : "");
        string(field.jsonName());
        out.append(':');
        return value(value);
    }

    /** What {@code omitempty} leaves out; a struct is never empty. */
    private static boolean isEmpty(Object value) {
        return !GoValues.isTrue(value);
    }

    private boolean list(List<?> list) throws IOException {
        out.append('[');
        String separator = "";
        for (Object element : list) {
            out.append(separator);
            if (!value(GoValues.element(element))) {
                return false;
            }
            separator = ",";
        }
        out.append(']');
        return true;
    }

    private boolean map(Map<?, ?> map) throws IOException {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : GoValues.sortedEntries(map)) {
            out.append(separator);
            string(GoValues.plain(GoValues.of(entry.getKey())).toString());
            out.append(':');
            if (!value(GoValues.element(entry.getValue()))) {
                return false;
            }
            separator = ",";
        }
        out.append('}');
        return true;
    }

    private boolean number(double value) {
        if (Double.isFinite(value)) {
            out.append(JsonWriter.decimal(value));
        }
        return Double.isFinite(value);
    }

    private void string(String text) {
        out.append(JsonWriter.quoted(text, JsonStyle.COMPACT_PLAIN));
    }
}
