// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import io.regclient.kit.template.value.TemplateObject.Field;
import io.regclient.kit.template.value.TemplateObject.Member;
import io.regclient.kit.template.value.TemplateObject.Method;
import io.regclient.kit.template.value.TemplateObject.Source;
import io.regclient.kit.template.value.TemplateObject.TextSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the members of a {@link TemplateObject}. Fields keep the order in which they are added. */
public final class ObjectBuilder {
    private static final String OMIT_EMPTY = ",omitempty";

    private final String goTypeName;
    private final Optional<Object> underlying;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private Optional<TextSource> text = Optional.empty();
    private Optional<Source> json = Optional.empty();
    private Optional<TextSource> pretty = Optional.empty();

    ObjectBuilder(String goTypeName, Optional<Object> underlying) {
        this.goTypeName = goTypeName;
        this.underlying = underlying;
    }

    /** A field whose JSON key is its own name. An empty Optional is nil. */
    public ObjectBuilder field(String name, Object value) {
        return field(name, name, value);
    }

    /**
     * A field with a JSON key.
     *
     * @param jsonTag the key, optionally followed by {@code ,omitempty}; {@code -} keeps the field out of JSON
     */
    public ObjectBuilder field(String name, String jsonTag, Object value) {
        return lazy(name, jsonTag, () -> value);
    }

    /** A field that is computed on every access; its JSON key is its own name. */
    public ObjectBuilder lazy(String name, Source value) {
        return lazy(name, name, value);
    }

    /** A field that is computed on every access; {@code jsonTag} as in {@link #field(String, String, Object)}. */
    public ObjectBuilder lazy(String name, String jsonTag, Source value) {
        boolean omitEmpty = jsonTag.endsWith(OMIT_EMPTY);
        String key = omitEmpty ? jsonTag.substring(0, jsonTag.length() - OMIT_EMPTY.length()) : jsonTag;
        Optional<String> jsonName = key.equals("-") ? Optional.empty() : Optional.of(key.isEmpty() ? name : key);
        members.put(name, new Field(jsonName, omitEmpty, value));
        return this;
    }

    /** A method without parameters. */
    public ObjectBuilder method(String name, Source result) {
        return method(name, TemplateFunction.of(arguments -> result.get()));
    }

    /** A method with parameters. */
    public ObjectBuilder method(String name, TemplateFunction function) {
        members.put(name, new Method(function));
        return this;
    }

    /** What printing shows instead of the fields; it is also the result of a method {@code String}. */
    public ObjectBuilder text(TextSource value) {
        text = Optional.of(value);
        return method("String", value::get);
    }

    /** The value whose JSON stands for the object, for example a {@link JsonText}. */
    public ObjectBuilder json(Source value) {
        json = Optional.of(value);
        return this;
    }

    /** The form that {@code printPretty} prints, with its final line break. */
    public ObjectBuilder pretty(TextSource value) {
        pretty = Optional.of(value);
        return this;
    }

    /** The object; later changes of the builder do not affect it. */
    public TemplateObject build() {
        List<String> fields = members.entrySet().stream()
                .filter(e -> e.getValue() instanceof Field)
                .map(Map.Entry::getKey)
                .toList();
        return new Built(goTypeName, underlying, Map.copyOf(members), fields, text, json, pretty);
    }

    private record Built(
            String goTypeName,
            Optional<Object> underlying,
            Map<String, Member> members,
            List<String> fieldNames,
            Optional<TextSource> text,
            Optional<Source> json,
            Optional<TextSource> pretty)
            implements TemplateObject {
        @Override
        public Optional<Member> member(String name) {
            return Optional.ofNullable(members.get(name));
        }

        @Override
        public String toString() {
            return goTypeName + fieldNames;
        }
    }
}
