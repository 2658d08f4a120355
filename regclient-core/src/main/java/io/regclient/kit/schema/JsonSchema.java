// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A JSON Schema (draft 2020-12) of a file, made from the declarations the file is read by: editors complete and check
 * with it. It knows what a value is written as, and not what a text means: a reference or pattern may still be wrong.
 */
public final class JsonSchema {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final String INTEGER = "^[-+]?[0-9]+$";
    private static final String DURATION_PARTS = "(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|\u00b5s|\u03bcs|ms|s|m|h))+";
    private static final String DURATION = "^([-+]?" + DURATION_PARTS + "|0)?$";
    private static final String AGE =
            "^(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)d(" + DURATION_PARTS + ")?|" + DURATION_PARTS + "|0)$";

    /** A link to another page of the documentation, which an editor cannot follow. */
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)\\]\\([^)]+\\)");

    private final Map<String, Object> definitions = new LinkedHashMap<>();

    private JsonSchema() {}

    /**
     * The schema as a tree of maps, lists, texts and booleans.
     *
     * @param top the keys at the top of the file
     * @param title name of the file
     * @param description what it is for
     */
    public static Map<String, Object> of(Class<? extends Record> top, String title, String description) {
        JsonSchema schema = new JsonSchema();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("$schema", DRAFT);
        tree.put("title", title);
        tree.put("description", description);
        tree.putAll(schema.mapping(Schema.of(top)));
        tree.put("$defs", schema.definitions);
        return tree;
    }

    /** A mapping: its keys, those of the user, and the merge key. */
    private Map<String, Object> mapping(Schema keys) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        for (SchemaKey key : keys.keys()) {
            properties.put(key.name(), property(key));
            if (key.isRequired()) {
                required.add(key.name());
            }
            if (!key.alias().isEmpty()) {
                Map<String, Object> alias = property(key);
                alias.put("description", "another name of `" + key.name() + "`");
                properties.put(key.alias(), alias);
            }
        }
        properties.put("<<", Map.of("description", "mappings whose keys are taken over"));
        Map<String, Object> tree = typed("object", "null");
        tree.put("properties", properties);
        if (!keys.isFilled()) {
            tree.put("patternProperties", Map.of("^x-", true));
        }
        tree.put("additionalProperties", false);
        if (!required.isEmpty()) { // a merge may bring them
            tree.put("anyOf", List.of(Map.of("required", List.of("<<")), Map.of("required", required)));
        }
        return tree;
    }

    private Map<String, Object> property(SchemaKey key) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("description", description(key));
        if (!key.hasEffect()) {
            tree.put("deprecated", true);
        }
        Map<String, Object> element = element(key);
        if (!key.isList()) {
            tree.putAll(element);
            return tree;
        }
        Map<String, Object> list = typed("array", "null");
        list.put("items", element);
        tree.putAll(key.isOrSingle() ? Map.of("anyOf", List.of(element, list)) : list);
        return tree;
    }

    private static String description(SchemaKey key) {
        String meaning = LINK.matcher(key.meaning()).replaceAll("$1");
        return key.byDefault().isEmpty() ? meaning : meaning + ". Default: " + key.byDefault();
    }

    /** The value, or each value of a list. */
    private Map<String, Object> element(SchemaKey key) {
        if (!key.words().isEmpty()) {
            return Map.of("enum", key.words());
        }
        return switch (key.kind()) {
            case TEXT -> text();
            case WHOLE_NUMBER -> matching(INTEGER, "integer", "string", "null");
            case NUMBER -> typed("number", "null");
            case SWITCH -> typed("boolean", "null");
            case DURATION -> matching(DURATION, "string", "null");
            case DURATION_OR_NANOSECONDS -> matching(DURATION, "string", "integer", "null");
            case AGE -> matching(AGE, "string", "null");
            case TEXTS_BY_NAME -> {
                Map<String, Object> texts = typed("object", "null");
                texts.put("additionalProperties", text());
                yield texts;
            }
            case MAPPING -> nested(key);
        };
    }

    /** Scalars keep their text, so that a version needs no quotes. */
    private static Map<String, Object> text() {
        return typed("string", "number", "boolean", "null");
    }

    private static Map<String, Object> typed(String... types) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", List.of(types));
        return tree;
    }

    /** The pattern is for texts alone. */
    private static Map<String, Object> matching(String pattern, String... types) {
        Map<String, Object> tree = typed(types);
        tree.put("pattern", pattern);
        return tree;
    }

    private Map<String, Object> nested(SchemaKey key) {
        Schema keys = key.nested().orElseThrow();
        String name = keys.name();
        if (!definitions.containsKey(name)) {
            definitions.put(name, Map.of()); // its place in the order
            definitions.put(name, mapping(keys));
        }
        Map<String, Object> reference = Map.of("$ref", "#/$defs/" + name);
        Optional<SchemaKey> only = key.shorthand().flatMap(keys::find);
        return only.isEmpty() ? reference : Map.of("anyOf", List.of(reference, element(only.get())));
    }
}
