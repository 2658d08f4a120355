// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.value;

import io.regclient.kit.template.value.TemplateObject.Field;
import io.regclient.kit.template.value.TemplateObject.JsonPlace;
import io.regclient.kit.template.value.TemplateObject.Member;
import io.regclient.kit.template.value.TemplateObject.Method;
import io.regclient.kit.template.value.TemplateObject.Source;
import io.regclient.kit.template.value.TemplateObject.TextSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Collects the members of a {@link TemplateObject}. Fields keep the order in which they are added. */
public final class ObjectBuilder {
    private static final String OMIT_EMPTY = ",omitempty";
    private static final String OMIT_ZERO = ",omitzero";

    private final String goTypeName;
    private final Optional<Object> underlying;
    private final Map<String, Member> members = new LinkedHashMap<>();
    private final List<TemplateObject> parts = new ArrayList<>();
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
     * @param jsonTag the key, optionally followed by {@code ,omitempty} or {@code ,omitzero}; {@code -} keeps the field
     *     out of JSON
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
        int comma = jsonTag.indexOf(',');
        String key = comma < 0 ? jsonTag : jsonTag.substring(0, comma);
        JsonPlace place = key.equals("-")
                ? JsonPlace.NONE
                : jsonTag.endsWith(OMIT_EMPTY)
                        ? JsonPlace.UNLESS_EMPTY
                        : jsonTag.endsWith(OMIT_ZERO) ? JsonPlace.UNLESS_ZERO : JsonPlace.MEMBER;
        members.put(name, new Field(key.isEmpty() ? name : key, place, value));
        return this;
    }

    /**
     * A field that is printed but out of reach: its name begins with a small letter, and nothing else shows it (Go's
     * unexported fields).
     */
    public ObjectBuilder hidden(String name, Source value) {
        members.put(name, new Field(name, JsonPlace.NONE, value));
        return this;
    }

    /**
     * A part whose members the object has too, unless it has its own of the same name; of several parts the first one
     * decides. Printed, the part is a value of its own, in JSON its members are members of the object. Text, JSON and
     * pretty form of a part are also those of the object, unless it has its own (Go's embedded fields).
     *
     * @param name the name of the part's type, by which it can be reached
     */
    public ObjectBuilder embed(String name, TemplateObject part) {
        members.put(name, new Field("", JsonPlace.INLINE, () -> part));
        parts.add(part);
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
        return new Built(
                goTypeName,
                underlying,
                Map.copyOf(members),
                List.copyOf(parts),
                fields,
                text.or(() -> ofParts(TemplateObject::text)),
                json.or(() -> ofParts(TemplateObject::json)),
                pretty.or(() -> ofParts(TemplateObject::pretty)));
    }

    private <T> Optional<T> ofParts(Function<TemplateObject, Optional<T>> form) {
        return parts.stream().map(form).flatMap(Optional::stream).findFirst();
    }

    private record Built(
            String goTypeName,
            Optional<Object> underlying,
            Map<String, Member> members,
            List<TemplateObject> parts,
            List<String> fieldNames,
            Optional<TextSource> text,
            Optional<Source> json,
            Optional<TextSource> pretty)
            implements TemplateObject {
        @Override
        public Optional<Member> member(String name) {
            Member own = members.get(name);
            return own != null
                    ? Optional.of(own)
                    : parts.stream()
                            .map(part -> part.member(name))
                            .flatMap(Optional::stream)
                            .findFirst();
        }

        @Override
        public String toString() {
            return goTypeName + fieldNames;
        }
    }
}
