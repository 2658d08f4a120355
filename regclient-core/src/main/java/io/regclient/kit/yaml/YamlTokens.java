// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.JsonTokenId;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.Version;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML tree as tokens for jackson-databind. Unlike the parser of jackson-dataformat-yaml it applies merge keys and
 * follows aliases (which that one turns into the anchor's name), every scalar is text until its reader asks for another
 * type, and errors name the path of keys, line and column (contract regsync 2). It is no {@code ParserMinimalBase}: that
 * one loads big numbers, which takes 25 ms at each start.
 */
public final class YamlTokens extends JsonParser {
    /** Aliases are followed anew at each use: this bounds what a small file can become. */
    private static final int MAX_TOKENS = 5_000_000;

    private final YamlMapping root;
    private final Deque<Level> levels = new ArrayDeque<>();
    private @Nullable JsonToken token;
    private @Nullable JsonToken cleared;
    private @Nullable Node value;
    private String where;
    private int tokens;
    private boolean closed;

    /** Starts before the mapping. */
    public YamlTokens(YamlMapping root) {
        this.root = root;
        this.where = root.where();
    }

    /** An empty mapping. */
    public static YamlTokens ofNothing() {
        return new YamlTokens(YamlMapping.empty(""));
    }

    /**
     * A field of an object.
     *
     * @param name name the reader knows it by
     * @param key key of the mapping, absent keys are null
     * @param group the field is the mapping itself, some of whose keys the reader has put together
     */
    public record Field(String name, String key, boolean group) {}

    /** A mapping or sequence whose end is not reached. */
    private static final class Level {
        private final JsonToken end;
        private final String where;
        private final @Nullable YamlMapping mapping;
        private Iterator<Field> fields = List.<Field>of().iterator();
        private Iterator<Node> elements = List.<Node>of().iterator();
        private @Nullable Field field;
        private int index;

        private Level(String where, YamlMapping mapping) {
            this.end = JsonToken.END_OBJECT;
            this.where = where;
            this.mapping = mapping;
            this.fields = mapping.keys().stream()
                    .map(key -> new Field(key, key, false))
                    .iterator();
        }

        private Level(String where, SequenceNode sequence) {
            this.end = JsonToken.END_ARRAY;
            this.where = where;
            this.mapping = null;
            this.elements = sequence.getValue().iterator();
        }
    }

    /** The mapping just entered. */
    public YamlMapping mapping() {
        YamlMapping mapping = levels.isEmpty() ? null : levels.peek().mapping;
        if (mapping == null) {
            throw new IllegalStateException("not in a mapping: " + where);
        }
        return mapping;
    }

    /** Gives these fields of the mapping just entered and no others. */
    public void present(List<Field> fields) {
        if (!levels.isEmpty()) {
            levels.peek().fields = fields.iterator();
        }
    }

    /**
     * The scalar that is the current token.
     *
     * @param expected what it is read as, for the message when it is no scalar
     */
    public YamlScalar scalar(String expected) throws RegistryException {
        if (value instanceof ScalarNode scalar) {
            return new YamlScalar(where, scalar);
        }
        throw misused(expected);
    }

    /** An error about the current token, which is of another kind than expected. */
    public RegistryException misused(String expected) {
        return value == null
                ? RegistryException.of(ErrorKind.PARSING_FAILED, where + ": " + expected + " is expected")
                : Yaml.misused(where, value, expected);
    }

    @Override
    public @Nullable JsonToken nextToken() throws RegistryException {
        if (++tokens > MAX_TOKENS) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    root.where() + ": more than " + MAX_TOKENS + " values with those of aliases");
        }
        token = advance();
        return token;
    }

    private @Nullable JsonToken advance() throws RegistryException {
        Level level = levels.peek();
        if (level == null) {
            return token == null ? enter(root) : null;
        }
        Field field = level.field;
        if (field != null) {
            level.field = null;
            return fieldValue(level, field);
        }
        if (level.fields.hasNext()) {
            level.field = level.fields.next();
            return JsonToken.FIELD_NAME;
        }
        if (level.elements.hasNext()) {
            return nodeValue(level.where + "[" + level.index++ + "]", level.elements.next());
        }
        where = level.where;
        levels.pop();
        return level.end;
    }

    private JsonToken enter(YamlMapping mapping) {
        levels.push(new Level(mapping.where(), mapping));
        return JsonToken.START_OBJECT;
    }

    private JsonToken fieldValue(Level level, Field field) throws RegistryException {
        if (field.group()) {
            return enter(mapping());
        }
        String path = Yaml.path(level.where, field.key());
        return nodeValue(path, mapping().node(field.key()).orElse(null));
    }

    private JsonToken nodeValue(String path, @Nullable Node node) throws RegistryException {
        where = path;
        value = node;
        if (node == null || YamlMapping.isNull(node)) {
            return JsonToken.VALUE_NULL;
        }
        if (node instanceof MappingNode inner) {
            return enter(YamlMapping.of(path, inner));
        }
        if (node instanceof SequenceNode sequence) {
            levels.push(new Level(path, sequence));
            return JsonToken.START_ARRAY;
        }
        return JsonToken.VALUE_STRING;
    }

    @Override
    public @Nullable JsonToken nextValue() throws RegistryException {
        return nextToken() == JsonToken.FIELD_NAME ? nextToken() : token;
    }

    @Override
    @Deprecated // its replacement calls it
    public @Nullable JsonToken getCurrentToken() {
        return token;
    }

    @Override
    @Deprecated // its replacement calls it
    public int getCurrentTokenId() {
        return token == null ? JsonTokenId.ID_NO_TOKEN : token.id();
    }

    @Override
    public boolean hasCurrentToken() {
        return token != null;
    }

    @Override
    public boolean hasTokenId(int id) {
        return currentTokenId() == id;
    }

    @Override
    public boolean hasToken(JsonToken expected) {
        return token == expected;
    }

    @Override
    public void clearCurrentToken() {
        if (token != null) {
            cleared = token;
            token = null;
        }
    }

    @Override
    public @Nullable JsonToken getLastClearedToken() {
        return cleared;
    }

    /** Skips without a look: what an alias stands for may be very large. */
    @Override
    public JsonParser skipChildren() {
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            token = levels.pop().end;
        }
        return this;
    }

    @Override
    public String getText() {
        Field field = levels.isEmpty() ? null : levels.peek().field;
        if (token == JsonToken.FIELD_NAME && field != null) {
            return field.name();
        }
        return value instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    @Override
    @Deprecated // its replacement calls it
    public @Nullable String getCurrentName() {
        return token == JsonToken.FIELD_NAME ? getText() : null;
    }

    @Override
    public String getValueAsString(@Nullable String byDefault) {
        return getText();
    }

    @Override
    public char[] getTextCharacters() {
        return getText().toCharArray();
    }

    @Override
    public int getTextLength() {
        return getText().length();
    }

    @Override
    public int getTextOffset() {
        return 0;
    }

    @Override
    public boolean hasTextCharacters() {
        return false;
    }

    /** Positions are in the messages of this class. */
    @Override
    @Deprecated // its replacement calls it
    @SuppressWarnings("InlineMeSuggester") // callers are in jackson
    public JsonLocation getCurrentLocation() {
        return JsonLocation.NA;
    }

    @Override
    @Deprecated // its replacement calls it
    @SuppressWarnings("InlineMeSuggester") // callers are in jackson
    public JsonLocation getTokenLocation() {
        return JsonLocation.NA;
    }

    @Override
    public @Nullable JsonStreamContext getParsingContext() {
        return null;
    }

    @Override
    public @Nullable ObjectCodec getCodec() {
        return null;
    }

    @Override
    public void setCodec(ObjectCodec codec) {
        // the readers of this package need none
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void overrideCurrentName(String name) {
        throw noNumber();
    }

    @Override
    public byte[] getBinaryValue(Base64Variant variant) {
        throw noNumber();
    }

    @Override
    public Number getNumberValue() {
        throw noNumber();
    }

    @Override
    public NumberType getNumberType() {
        throw noNumber();
    }

    @Override
    public int getIntValue() {
        throw noNumber();
    }

    @Override
    public long getLongValue() {
        throw noNumber();
    }

    @Override
    public BigInteger getBigIntegerValue() {
        throw noNumber();
    }

    @Override
    public float getFloatValue() {
        throw noNumber();
    }

    @Override
    public double getDoubleValue() {
        throw noNumber();
    }

    @Override
    public BigDecimal getDecimalValue() {
        throw noNumber();
    }

    private UnsupportedOperationException noNumber() {
        return new UnsupportedOperationException("scalars are text: " + where);
    }
}
