// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.template.Functions;
import io.regclient.kit.template.value.TemplateObject;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Expands the keys of an entry that are templates, step by step (contract regsync 5). */
public final class KeyTemplates {
    private final Functions functions;
    private final String dataName;
    private final String where;

    /**
     * Prepares templates.
     *
     * @param dataName name by which a template reaches the entry
     * @param where the entry, for messages
     */
    public KeyTemplates(Functions functions, String dataName, String where) {
        this.functions = functions;
        this.dataName = dataName;
        this.where = where;
    }

    /** The entry with its templates expanded; those of a step see the results of earlier steps. */
    public <R extends Record> R expand(R entry) throws RegistryException {
        SortedMap<Integer, Map<String, String>> steps = new TreeMap<>();
        collect(entry, steps);
        R expanded = entry;
        for (Map<String, String> texts : steps.values()) {
            TemplateObject view = KeyView.of(expanded);
            TemplateObject data = TemplateObject.struct("struct { " + dataName + " " + view.goTypeName() + " }")
                    .field(dataName, view)
                    .build();
            for (Map.Entry<String, String> text : texts.entrySet()) {
                expanded = Records.with(expanded, text.getKey(), expand(text.getKey(), text.getValue(), data));
            }
        }
        return expanded;
    }

    private static void collect(Record mapping, SortedMap<Integer, Map<String, String>> steps) {
        for (RecordComponent component : Records.components(mapping.getClass())) {
            Object value = Records.value(mapping, component);
            if (Schema.isGroup(component)) {
                collect((Record) value, steps);
            } else if (value instanceof String text && text.contains("{{")) {
                int step = new RecordKey(component).declaration().step();
                if (step > 0) {
                    steps.computeIfAbsent(step, _ -> new LinkedHashMap<>()).put(component.getName(), text);
                }
            }
        }
    }

    private String expand(String key, String text, TemplateObject data) throws RegistryException {
        try {
            return Expansion.expand(text, functions, data);
        } catch (RegistryException e) {
            String message = where + "." + key + ": " + RegistryException.describe(e);
            throw RegistryException.of(ErrorKind.PARSING_FAILED, message, e);
        }
    }
}
