// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.regbot.sandbox.vm.Interpreter;
import io.regclient.regbot.sandbox.vm.LuaStrings;
import io.regclient.regbot.sandbox.vm.ScriptArguments;
import io.regclient.regbot.sandbox.vm.ScriptError;
import io.regclient.regbot.sandbox.vm.ScriptTable;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Turns JSON documents into tables for scripts, and edited tables back. */
final class Tables {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private final Interpreter vm;

    Tables(Interpreter vm) {
        this.vm = vm;
    }

    /** The table of an object. */
    ScriptTable of(Shape.Struct shape, Map<?, ?> json) {
        ScriptTable table = vm.newTable();
        for (Shape.Field field : shape.fields()) {
            Optional<Object> part = field.key().isPresent()
                    ? Optional.ofNullable(json.get(field.key().get()))
                    : Optional.of(json);
            LuaValue value = value(field.shape(), part);
            table.put(field.name(), value);
            field.key().ifPresent(key -> table.put(key, value));
        }
        return table;
    }

    private LuaValue value(Shape shape, Optional<Object> json) {
        return switch (shape) {
            case Shape.Text text -> LuaStrings.of(text(json));
            case Shape.Whole whole -> LuaValue.valueOf(json.orElse(0) instanceof Number n ? n.doubleValue() : 0);
            case Shape.Flag flag -> LuaValue.valueOf(json.orElse(false).equals(true));
            case Shape.Time time -> LuaStrings.of(printed(text(json)));
            case Shape.Bytes bytes -> bytes(text(json));
            case Shape.TextList texts -> list(json, element -> LuaStrings.of(text(element)));
            case Shape.TextMap map -> map(json, false);
            case Shape.TextSet set -> map(json, true);
            case Shape.Pointer pointer -> json.isEmpty() ? LuaValue.NIL : value(pointer.target(), json);
            case Shape.ListOf list -> list(json, element -> value(list.element(), element));
            case Shape.Struct struct -> of(struct, json.orElse(Map.of()) instanceof Map<?, ?> m ? m : Map.of());
        };
    }

    private static String text(Optional<Object> json) {
        return json.map(Object::toString).orElse("");
    }

    /** The print form of Go's times: {@code 2021-01-01 00:00:00.5 +0000 UTC}. */
    private static String printed(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT));
            String nanos = "%09d".formatted(time.getNano()).replaceFirst("0+$", "");
            ZoneOffset offset = time.getOffset();
            String hours =
                    offset.getTotalSeconds() == 0 ? "+0000" : offset.getId().replace(":", "");
            return time.format(SECONDS)
                    + (nanos.isEmpty() ? "" : "." + nanos)
                    + " "
                    + hours
                    + (offset.getTotalSeconds() == 0 ? " UTC" : " " + hours);
        } catch (DateTimeException e) {
            return text;
        }
    }

    private ScriptTable bytes(String base64) {
        ScriptTable table = vm.newTable();
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            for (int i = 0; i < bytes.length; i++) {
                table.rawset(i + 1, LuaValue.valueOf(bytes[i] & 0xff));
            }
            return table;
        } catch (IllegalArgumentException e) {
            return table; // a script gets what can be read; pushing the manifest sends the original text
        }
    }

    private interface Element {
        LuaValue of(Optional<Object> json);
    }

    private ScriptTable list(Optional<Object> json, Element element) {
        ScriptTable table = vm.newTable();
        int index = 0;
        for (Object entry : json.orElse(List.of()) instanceof List<?> list ? list : List.of()) {
            table.rawset(++index, element.of(Optional.ofNullable(entry)));
        }
        return table;
    }

    private ScriptTable map(Optional<Object> json, boolean keysOnly) {
        ScriptTable table = vm.newTable();
        Map<?, ?> entries = json.orElse(Map.of()) instanceof Map<?, ?> map ? map : Map.of();
        entries.forEach((key, value) ->
                table.put(key.toString(), keysOnly ? vm.newTable() : LuaStrings.of(text(Optional.ofNullable(value)))));
        return table;
    }

    /**
     * The JSON of an edited table: the fields by their JSON names, times as they were.
     *
     * @throws ScriptError naming a field of the wrong type
     */
    Map<String, Object> json(Shape.Struct shape, LuaValue table, Map<?, ?> original, String where) {
        LuaTable fields = table(table, where);
        Map<String, Object> json = new LinkedHashMap<>();
        for (Shape.Field field : shape.fields()) {
            if (field.key().isEmpty()) {
                LuaValue part = fields.rawget(LuaStrings.of(field.name()));
                json.putAll(json((Shape.Struct) field.shape(), part, original, where + "." + field.name()));
            } else {
                String key = field.key().get();
                Optional<Object> before = Optional.ofNullable(original.get(key));
                part(field.shape(), fields.rawget(LuaStrings.of(key)), before, where + "." + key)
                        .ifPresent(value -> json.put(key, value));
            }
        }
        return json;
    }

    private Optional<Object> part(Shape shape, LuaValue value, Optional<Object> original, String where) {
        if (shape instanceof Shape.Time) {
            return original;
        }
        if (value.isnil()) {
            return Optional.empty();
        }
        return switch (shape) {
            case Shape.Text text -> Optional.<Object>of(string(value, where)).filter(s -> !s.equals(""));
            case Shape.Whole whole -> Optional.of(number(value, where));
            case Shape.Flag flag -> Optional.of(value.toboolean());
            case Shape.Time time -> original;
            case Shape.Bytes bytes -> encoded(table(value, where), where);
            case Shape.TextList texts -> Optional.of(elements(value, where, (v, path, before) -> string(v, path)));
            case Shape.TextMap map -> Optional.of(entries(table(value, where), where, false));
            case Shape.TextSet set -> Optional.of(entries(table(value, where), where, true));
            case Shape.Pointer pointer -> part(pointer.target(), value, original, where);
            case Shape.ListOf list -> Optional.of(objects(list.element(), value, original, where));
            case Shape.Struct struct -> Optional.of(json(struct, value, map(original), where));
        };
    }

    private List<Object> objects(Shape.Struct element, LuaValue value, Optional<Object> original, String where) {
        List<?> before = original.orElse(List.of()) instanceof List<?> list ? list : List.of();
        return elements(value, where, (table, path, index) -> {
            Optional<Object> old = index < before.size() ? Optional.ofNullable(before.get(index)) : Optional.empty();
            return json(element, table, map(old), path);
        });
    }

    private static Map<?, ?> map(Optional<Object> json) {
        return json.orElse(Map.of()) instanceof Map<?, ?> map ? map : Map.of();
    }

    private interface Conversion {
        Object of(LuaValue value, String where, int index);
    }

    private static List<Object> elements(LuaValue value, String where, Conversion conversion) {
        LuaTable table = table(value, where);
        List<Object> list = new ArrayList<>();
        for (int i = 1; i <= table.rawlen(); i++) {
            list.add(conversion.of(table.rawget(i), where + "[" + i + "]", i - 1));
        }
        return list;
    }

    private static Map<String, Object> entries(LuaTable table, String where, boolean keysOnly) {
        Map<String, Object> map = new LinkedHashMap<>();
        Varargs entry = table.next(LuaValue.NIL);
        while (!entry.arg1().isnil()) {
            String key = string(entry.arg1(), where + " (key)");
            map.put(key, keysOnly ? Map.of() : string(entry.arg(2), where + "." + key));
            entry = table.next(entry.arg1());
        }
        return map;
    }

    private static Optional<Object> encoded(LuaTable table, String where) {
        byte[] bytes = new byte[table.rawlen()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = number(table.rawget(i + 1), where + "[" + (i + 1) + "]").byteValue();
        }
        return bytes.length == 0
                ? Optional.empty()
                : Optional.of(Base64.getEncoder().encodeToString(bytes));
    }

    private static String string(LuaValue value, String where) {
        return ScriptArguments.asString(value).map(LuaStrings::text).orElseThrow(() -> wrong(where, "string", value));
    }

    private static Long number(LuaValue value, String where) {
        if (value instanceof LuaNumber number) {
            return (long) number.todouble();
        }
        throw wrong(where, "number", value);
    }

    private static LuaTable table(LuaValue value, String where) {
        if (value instanceof LuaTable table) {
            return table;
        }
        throw wrong(where, "table", value);
    }

    private static ScriptError wrong(String where, String expected, LuaValue found) {
        return new ScriptError(where + ": " + expected + " expected, got " + found.typename());
    }
}
