// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleDeserializers;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.regclient.config.ConfigWarning;
import io.regclient.config.HostConfig;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.kit.yaml.YamlTokens;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Binds a file to the record that declares its keys (contract regsync 2). */
public final class SchemaReader {
    private SchemaReader() {}

    /**
     * What a file says.
     *
     * @param value its content
     * @param warnings what in it has no effect
     */
    public record Content<T>(T value, List<ConfigWarning> warnings) {
        public Content {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Reads a file.
     *
     * @param expansion expands the templates of credentials
     * @throws RegistryException of kind PARSING_FAILED naming file, key, line and column
     */
    public static <T extends Record> Content<T> read(YamlMapping root, Class<T> type, Expansion expansion)
            throws RegistryException {
        UnknownKeys unknown = new UnknownKeys(Schema.of(type));
        YamlTokens tokens = new YamlTokens(root);
        try {
            T value = mapper(unknown, expansion).readValue(tokens, type);
            return new Content<>(value, unknown.warnings());
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw reason(e, tokens);
        }
    }

    private static ObjectMapper mapper(UnknownKeys unknown, Expansion expansion) {
        SimpleModule module = new SimpleModule();
        SimpleDeserializers readers = new Readers(unknown);
        module.setDeserializers(readers);
        ScalarReader.addTo(module);
        readers.addDeserializer(HostConfig.class, new HostReader(unknown, expansion));
        readers.addDeserializer(Map.class, new TextMapReader(unknown));
        return JsonMapper.builder()
                .disable(MapperFeature.USE_ANNOTATIONS)
                .addModule(module)
                .build();
    }

    /** Finds the readers of types that are not listed one by one. */
    private static final class Readers extends SimpleDeserializers {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never serialized
        private final UnknownKeys unknown;

        private Readers(UnknownKeys unknown) {
            this.unknown = unknown;
        }

        @Override
        public @Nullable JsonDeserializer<?> findBeanDeserializer(
                JavaType type, DeserializationConfig config, BeanDescription description) throws JsonMappingException {
            if (type.hasRawClass(Optional.class)) {
                return new OptionalReader(type);
            }
            return type.isRecordType()
                    ? new RecordReader(type.getRawClass().asSubclass(Record.class), unknown)
                    : super.findBeanDeserializer(type, config, description);
        }
    }

    /** The failure below the wrappers of jackson, whose own messages know neither file nor key. */
    private static RegistryException reason(IOException failure, YamlTokens tokens) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof RegistryException)) {
            cause = cause.getCause();
        }
        if (cause instanceof RegistryException known) {
            return known;
        }
        boolean list = cause instanceof MismatchedInputException mismatch
                && mismatch.getTargetType() != null
                && Collection.class.isAssignableFrom(mismatch.getTargetType());
        return tokens.misused(list ? "sequence" : "mapping");
    }

    /** Reads an entry of {@code creds}. */
    private static final class HostReader extends StdDeserializer<HostConfig> {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // never serialized
        private final UnknownKeys unknown;

        @SuppressWarnings("serial") // never serialized
        private final Expansion expansion;

        private HostReader(UnknownKeys unknown, Expansion expansion) {
            super(HostConfig.class);
            this.unknown = unknown;
            this.expansion = expansion;
        }

        @Override
        public HostConfig deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            YamlTokens tokens = (YamlTokens) parser;
            if (tokens.currentToken() != JsonToken.START_OBJECT) {
                throw tokens.misused("mapping");
            }
            YamlMapping mapping = tokens.mapping();
            unknown.look(mapping, Schema.of(HostConfig.class));
            tokens.skipChildren();
            return HostKeys.read(mapping, expansion);
        }

        @Override
        public HostConfig getNullValue(DeserializationContext context) {
            return HostConfig.builder("").build();
        }
    }
}
