// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.regclient.kit.yaml.FilledKeys;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a key that may be absent, which is not the same as its zero value. */
final class OptionalReader extends StdDeserializer<Optional<?>> implements ContextualDeserializer {
    private static final long serialVersionUID = 1L;

    private final JavaType type;
    private final @Nullable JsonDeserializer<Object> value;

    OptionalReader(JavaType type) {
        this(type, null);
    }

    private OptionalReader(JavaType type, @Nullable JsonDeserializer<Object> value) {
        super(type);
        this.type = type;
        this.value = value;
    }

    /** True when the key must say something where it is written. */
    boolean isStrict() {
        return FilledKeys.class.isAssignableFrom(type.containedType(0).getRawClass());
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
            throws JsonMappingException {
        return new OptionalReader(type, context.findContextualValueDeserializer(type.containedType(0), property));
    }

    @Override
    public Optional<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (value == null) {
            throw new IllegalStateException("not resolved: " + type);
        }
        return Optional.of(value.deserialize(parser, context));
    }

    @Override
    public Optional<?> getNullValue(DeserializationContext context) {
        return Optional.empty();
    }
}
