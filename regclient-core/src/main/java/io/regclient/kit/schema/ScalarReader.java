// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.SourceText;
import io.regclient.kit.yaml.YamlScalar;
import io.regclient.kit.yaml.YamlTokens;
import java.io.IOException;
import java.time.Duration;

/** Reads a scalar as the YAML rules of contract regsync 2 want it; null is the zero value. */
abstract class ScalarReader<T> extends StdDeserializer<T> {
    private static final long serialVersionUID = 1L;

    private final String expected;

    @SuppressWarnings("serial") // never serialized
    private final T zero;

    private ScalarReader(Class<?> type, String expected, T zero) {
        super(type);
        this.expected = expected;
        this.zero = zero;
    }

    abstract T read(YamlScalar scalar) throws RegistryException;

    /** The readers of all types a key may have. */
    static void addTo(SimpleModule module) {
        module.addDeserializer(String.class, new ScalarReader<String>(String.class, "string", "") {
            private static final long serialVersionUID = 1L;

            @Override
            String read(YamlScalar scalar) {
                return scalar.text();
            }
        });
        module.addDeserializer(SourceText.class, new ScalarReader<>(SourceText.class, "string", SourceText.ABSENT) {
            private static final long serialVersionUID = 1L;

            @Override
            SourceText read(YamlScalar scalar) {
                return scalar.source();
            }
        });
        ScalarReader<Boolean> bool = new ScalarReader<>(Boolean.class, "boolean", false) {
            private static final long serialVersionUID = 1L;

            @Override
            Boolean read(YamlScalar scalar) throws RegistryException {
                return scalar.bool();
            }
        };
        module.addDeserializer(Boolean.class, bool);
        module.addDeserializer(boolean.class, bool);
        module.addDeserializer(Switch.class, new ScalarReader<>(Switch.class, "boolean", Switch.UNSET) {
            private static final long serialVersionUID = 1L;

            @Override
            Switch read(YamlScalar scalar) throws RegistryException {
                return Switch.of(scalar.bool());
            }
        });
        addNumbers(module);
        module.addDeserializer(Age.class, new ScalarReader<>(Age.class, "duration", Age.parse("0")) {
            private static final long serialVersionUID = 1L;

            @Override
            Age read(YamlScalar scalar) throws RegistryException {
                return scalar.as(Age::parse, Age.EXPECTED);
            }
        });
        module.addDeserializer(Duration.class, new ScalarReader<>(Duration.class, "duration", Duration.ZERO) {
            private static final long serialVersionUID = 1L;

            @Override
            Duration read(YamlScalar scalar) throws RegistryException {
                return scalar.duration();
            }
        });
    }

    private static void addNumbers(SimpleModule module) {
        module.addDeserializer(long.class, new ScalarReader<>(long.class, "integer", 0L) {
            private static final long serialVersionUID = 1L;

            @Override
            Long read(YamlScalar scalar) throws RegistryException {
                return scalar.integer();
            }
        });
        // beyond what Java counts with, the nearest number
        ScalarReader<Integer> integer = new ScalarReader<>(int.class, "integer", 0) {
            private static final long serialVersionUID = 1L;

            @Override
            Integer read(YamlScalar scalar) throws RegistryException {
                return Math.clamp(scalar.integer(), Integer.MIN_VALUE, Integer.MAX_VALUE);
            }
        };
        module.addDeserializer(int.class, integer);
        module.addDeserializer(Integer.class, integer);
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return read(((YamlTokens) parser).scalar(expected));
    }

    @Override
    public T getNullValue(DeserializationContext context) {
        return zero;
    }
}
