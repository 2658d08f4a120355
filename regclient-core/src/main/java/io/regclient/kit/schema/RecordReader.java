// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.kit.yaml.YamlTokens;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands before jackson's reader of a record: shows it the components and nothing else of a mapping, so that unknown
 * keys are warned about here and groups find their keys; what is absent becomes a record without keys.
 */
final class RecordReader extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final UnknownKeys unknown;

    private RecordReader(JsonDeserializer<?> reader, UnknownKeys unknown) {
        super(reader);
        this.unknown = unknown;
    }

    /** Puts one before the reader of each record. */
    static BeanDeserializerModifier beforeAll(UnknownKeys unknown) {
        return new BeanDeserializerModifier() {
            private static final long serialVersionUID = 1L;

            @Override
            public JsonDeserializer<?> modifyDeserializer(
                    DeserializationConfig config, BeanDescription description, JsonDeserializer<?> reader) {
                return description.getBeanClass().isRecord() ? new RecordReader(reader, unknown) : reader;
            }
        };
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
        return new RecordReader(reader, unknown);
    }

    @Override
    public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        YamlTokens tokens = (YamlTokens) parser;
        if (tokens.currentToken() != JsonToken.START_OBJECT) {
            throw tokens.misused("mapping");
        }
        YamlMapping mapping = tokens.mapping();
        Schema schema = Schema.of(handledType());
        if (!KeyGroup.class.isAssignableFrom(handledType())) {
            unknown.look(mapping, schema);
        }
        tokens.present(fields(mapping, schema));
        return super.deserialize(parser, context);
    }

    private List<YamlTokens.Field> fields(YamlMapping mapping, Schema schema) {
        List<YamlTokens.Field> fields = new ArrayList<>();
        for (RecordComponent component : handledType().getRecordComponents()) {
            String name = component.getName();
            fields.add(new YamlTokens.Field(name, schema.keyIn(mapping, name), Schema.isGroup(component)));
        }
        return fields;
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
        try {
            YamlTokens nothing = YamlTokens.ofNothing();
            nothing.nextToken();
            return deserialize(nothing, context);
        } catch (RegistryException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
