// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.regclient.kit.yaml.FilledKeys;
import io.regclient.kit.yaml.StrictKeys;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.kit.yaml.YamlTokens;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a record: shows jackson the components and nothing else of a mapping, so that unknown keys are warned about here
 * and groups find their keys; what is absent becomes a record without keys.
 *
 * <p>Jackson has a reader of its own for records. It looks for constructors, annotations, names and types that could mean
 * something, which at each start costs more than the rest of reading a configuration (60 ms).
 */
final class RecordReader extends StdDeserializer<Record> implements ContextualDeserializer {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final Class<? extends Record> type;

    @SuppressWarnings("serial") // never serialized
    private final UnknownKeys unknown;

    /** One for each component, in order; none before the reader is in its context. */
    @SuppressWarnings("serial") // never serialized
    private final List<JsonDeserializer<Object>> readers;

    RecordReader(Class<? extends Record> type, UnknownKeys unknown) {
        this(type, unknown, List.of());
    }

    private RecordReader(Class<? extends Record> type, UnknownKeys unknown, List<JsonDeserializer<Object>> readers) {
        super(type);
        this.type = type;
        this.unknown = unknown;
        this.readers = readers;
    }

    @Override
    public JsonDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property)
            throws JsonMappingException {
        List<JsonDeserializer<Object>> found = new ArrayList<>();
        for (RecordComponent component : Records.components(type)) {
            found.add(reader(component, context));
        }
        return new RecordReader(type, unknown, found);
    }

    @SuppressWarnings("unchecked") // a reader of records gives objects
    private JsonDeserializer<Object> reader(RecordComponent component, DeserializationContext context)
            throws JsonMappingException {
        if (component.getType().isRecord()) { // jackson would study it before it asks for this reader
            RecordReader nested = new RecordReader(component.getType().asSubclass(Record.class), unknown);
            return (JsonDeserializer<Object>) (JsonDeserializer<?>) nested.createContextual(context, null);
        }
        return context.findContextualValueDeserializer(context.constructType(component.getGenericType()), null);
    }

    @Override
    public Record deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        YamlTokens tokens = (YamlTokens) parser;
        if (tokens.currentToken() != JsonToken.START_OBJECT) {
            return shorthand(tokens, context);
        }
        YamlMapping mapping = tokens.mapping();
        Schema schema = Schema.of(type);
        if (StrictKeys.class.isAssignableFrom(type)) {
            unknown.refuse(mapping, schema, FilledKeys.class.isAssignableFrom(type));
        } else if (!KeyGroup.class.isAssignableFrom(type)) {
            unknown.look(mapping, schema);
        }
        tokens.present(fields(mapping, schema));
        Object[] values = new Object[readers.size()];
        for (int i = 0; tokens.nextToken() == JsonToken.FIELD_NAME; i++) {
            values[i] = value(i, tokens, context);
        }
        Record record = Records.of(type, values);
        if (record instanceof StrictKeys strict && !mapping.keys().isEmpty()) {
            String objection = strict.objection(mapping.keys());
            if (!objection.isEmpty()) {
                throw mapping.invalid(mapping.keys().iterator().next(), objection);
            }
        }
        return record;
    }

    /** The record that a scalar stands for. */
    private Record shorthand(YamlTokens tokens, DeserializationContext context) throws IOException {
        Shorthand key = type.getAnnotation(Shorthand.class);
        if (key == null || tokens.currentToken() != JsonToken.VALUE_STRING) {
            throw tokens.misused("mapping");
        }
        Object[] values = Records.values(getNullValue(context));
        List<RecordComponent> components = Records.components(type);
        for (int i = 0; i < values.length; i++) {
            if (components.get(i).getName().equals(key.value())) {
                values[i] = readers.get(i).deserialize(tokens, context);
            }
        }
        return Records.of(type, values);
    }

    private Object value(int index, YamlTokens tokens, DeserializationContext context) throws IOException {
        JsonDeserializer<Object> reader = readers.get(index);
        JsonToken token = tokens.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            RecordKey key = new RecordKey(Records.components(type).get(index));
            if (key.isList() && key.declaration().orSingle()) {
                return List.of(context.findContextualValueDeserializer(context.constructType(key.type()), null)
                        .deserialize(tokens, context));
            }
        }
        if (token != JsonToken.VALUE_NULL) {
            return reader.deserialize(tokens, context);
        }
        if ((JsonDeserializer<?>) reader instanceof OptionalReader optional && optional.isStrict()) {
            UnknownKeys.refuseEmpty(
                    tokens.mapping(), Records.components(type).get(index).getName());
        }
        Object absent = reader.getNullValue(context);
        return absent == null ? reader.getEmptyValue(context) : absent; // an empty list or map
    }

    private List<YamlTokens.Field> fields(YamlMapping mapping, Schema schema) {
        List<YamlTokens.Field> fields = new ArrayList<>();
        for (RecordComponent component : Records.components(type)) {
            String name = component.getName();
            fields.add(new YamlTokens.Field(name, schema.keyIn(mapping, name), Schema.isGroup(component)));
        }
        return fields;
    }

    @Override
    public Record getNullValue(DeserializationContext context) {
        try {
            YamlTokens nothing = YamlTokens.ofNothing();
            nothing.nextToken();
            return deserialize(nothing, context);
        } catch (IOException e) {
            throw new IllegalStateException("a record without keys", e);
        }
    }
}
