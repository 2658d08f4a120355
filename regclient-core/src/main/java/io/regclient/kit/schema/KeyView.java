// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A mapping as templates see it, under the names the declarations give (contract regsync 5). */
public final class KeyView {
    private KeyView() {}

    /** The template object of a record of keys. */
    public static TemplateObject of(Record mapping) {
        ObjectBuilder view = TemplateObject.struct(typeName(mapping.getClass()));
        addTo(view, mapping);
        return view.build();
    }

    private static String typeName(Class<?> type) {
        TypeName name = type.getAnnotation(TypeName.class);
        return name == null ? "main." + type.getSimpleName() : name.value();
    }

    private static void addTo(ObjectBuilder view, Record mapping) {
        for (RecordComponent component : Records.components(mapping.getClass())) {
            Object value = Records.value(mapping, component);
            if (Schema.isGroup(component)) {
                addTo(view, (Record) value);
                continue;
            }
            RecordKey key = new RecordKey(component);
            Key declared = key.declaration();
            String name = declared.inTemplates().isEmpty() ? capitalized(key.name()) : declared.inTemplates();
            view.field(name, declared.omitEmpty() ? key.name() + ",omitempty" : key.name(), shown(key, value));
        }
    }

    private static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static Object shown(RecordKey key, Object value) {
        return switch (value) {
            case Record nested -> of(nested);
            case Switch flag -> flag.isOn();
            case Age age -> age.toString();
            case Optional<?> present when present.isPresent() -> shown(key, present.get());
            case Optional<?> absent -> key.isList() ? List.of() : TemplateObject.nil("*" + typeName(key.type()));
            case List<?> list ->
                list.stream().map(element -> shown(key, element)).toList();
            default -> value;
        };
    }
}
