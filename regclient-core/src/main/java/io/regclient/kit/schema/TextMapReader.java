// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.regclient.kit.yaml.YamlTokens;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a mapping of names to texts; one that is absent is empty. Jackson's own reader looks for an annotation first,
 * for which the runtime makes a class at each start (5 ms).
 */
final class TextMapReader extends StdDeserializer<Map<String, String>> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final UnknownKeys unknown;

    TextMapReader(UnknownKeys unknown) {
        super(Map.class);
        this.unknown = unknown;
    }

    @Override
    public Map<String, String> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        YamlTokens tokens = (YamlTokens) parser;
        if (tokens.currentToken() != JsonToken.START_OBJECT) {
            throw tokens.misused("mapping");
        }
        unknown.lookForStrangeKeys(tokens.mapping());
        Map<String, String> texts = new LinkedHashMap<>();
        while (tokens.nextToken() == JsonToken.FIELD_NAME) {
            String name = tokens.getText();
            boolean isNull = tokens.nextToken() == JsonToken.VALUE_NULL;
            texts.put(name, isNull ? "" : tokens.scalar("string").text());
        }
        return texts;
    }

    @Override
    public Map<String, String> getNullValue(DeserializationContext context) {
        return Map.of();
    }
}
