// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key that a component of a record declares. The annotation is read when somebody asks for it: most files need few. */
final class RecordKey implements SchemaKey {
    private final RecordComponent component;
    private final boolean list;
    private final Class<?> type;
    private volatile @Nullable Key declaration;

    RecordKey(RecordComponent component) {
        this.component = component;
        Type held = component.getGenericType();
        boolean inList = false;
        while (held instanceof ParameterizedType outer && (is(outer, List.class) || is(outer, Optional.class))) {
            inList |= is(outer, List.class);
            held = outer.getActualTypeArguments()[0];
        }
        list = inList;
        type = raw(held);
    }

    private static Class<?> raw(Type held) {
        Type plain = held instanceof ParameterizedType generic ? generic.getRawType() : held;
        return plain instanceof Class<?> known ? known : Object.class;
    }

    private static boolean is(ParameterizedType type, Class<?> raw) {
        return type.getRawType() == raw;
    }

    RecordComponent component() {
        return component;
    }

    /** Type of the value, or of what a list or Optional holds. */
    Class<?> type() {
        return type;
    }

    Key declaration() {
        Key known = declaration;
        if (known == null) {
            known = component.getAnnotation(Key.class);
            if (known == null) {
                throw new IllegalStateException(component + " is no key: it has no @Key");
            }
            declaration = known;
        }
        return known;
    }

    @Override
    public String name() {
        return component.getName();
    }

    @Override
    public String meaning() {
        return declaration().value();
    }

    @Override
    public String byDefault() {
        return declaration().byDefault();
    }

    @Override
    public String alias() {
        return declaration().alias();
    }

    @Override
    public boolean hasEffect() {
        return declaration().effect();
    }

    @Override
    public ValueKind kind() {
        return ValueKind.of(type);
    }

    @Override
    public List<String> words() {
        return List.of(declaration().words());
    }

    @Override
    public boolean isRequired() {
        return declaration().required();
    }

    @Override
    public boolean isGuard() {
        return declaration().guard();
    }

    @Override
    public boolean isOrSingle() {
        return declaration().orSingle();
    }

    @Override
    public Optional<String> shorthand() {
        return Optional.ofNullable(type.getAnnotation(Shorthand.class)).map(Shorthand::value);
    }

    @Override
    public boolean isList() {
        return list;
    }

    @Override
    public Optional<Schema> nested() {
        return Schema.isMapping(type) ? Optional.of(Schema.of(type)) : Optional.empty();
    }

    /** Groups of keys stand in several mappings: it is one key in all of them. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RecordKey key && component.equals(key.component);
    }

    @Override
    public int hashCode() {
        return component.hashCode();
    }
}
