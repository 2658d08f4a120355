// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.time.GoDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping with typed access (contract regsync 2). Keys are case-sensitive, the last of equal keys wins, merge
 * keys are applied (an explicit key wins over a merged one). An absent or null value is the zero value of the asked
 * type; any other mismatch is a PARSING_FAILED error that names key path, line and column.
 */
public final class YamlMapping {
    private final String where;
    private final Map<String, Node> members;

    private YamlMapping(String where, Map<String, Node> members) {
        this.where = where;
        this.members = Collections.unmodifiableMap(members);
    }

    static YamlMapping empty(String where) {
        return new YamlMapping(where, Map.of());
    }

    static YamlMapping of(String where, MappingNode node) throws RegistryException {
        return new YamlMapping(where, YamlMerge.members(where, node));
    }

    /** Name of the file and path of keys, for messages. */
    public String where() {
        return where;
    }

    /** Keys in source order, merged ones behind. */
    public Set<String> keys() {
        return members.keySet();
    }

    /** True when the key is present and not null. */
    public boolean has(String key) {
        return node(key).isPresent();
    }

    /** Any scalar as it is written: {@code 3.10}, {@code yes} and {@code 007} keep their text. */
    public String string(String key) throws RegistryException {
        return optionalString(key).orElse("");
    }

    /** Empty when absent or null; an empty text is present. */
    public Optional<String> optionalString(String key) throws RegistryException {
        Optional<Node> node = node(key);
        return node.isPresent() ? Optional.of(scalar(key, node.get(), "string").getValue()) : Optional.empty();
    }

    public boolean bool(String key) throws RegistryException {
        return optionalBool(key).orElse(false);
    }

    /** Only {@code true} and {@code false} without quotes, as in YAML 1.2. */
    public Optional<Boolean> optionalBool(String key) throws RegistryException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        ScalarNode scalar = scalar(key, node.get(), "boolean");
        if (isPlain(scalar)) {
            switch (scalar.getValue()) {
                case "true", "True", "TRUE" -> {
                    return Optional.of(true);
                }
                case "false", "False", "FALSE" -> {
                    return Optional.of(false);
                }
                default -> {}
            }
        }
        throw invalid(key, "true or false is expected, found " + quoted(scalar));
    }

    public long integer(String key, long whenAbsent) throws RegistryException {
        return optionalInteger(key).orElse(whenAbsent);
    }

    /** Quoted numbers count, fractions are cut off, {@code 0x} and {@code 0o} are understood. */
    public OptionalLong optionalInteger(String key) throws RegistryException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        ScalarNode scalar = scalar(key, node.get(), "integer");
        OptionalLong number = YamlNumber.integer(scalar.getValue());
        if (number.isEmpty()) {
            throw invalid(key, "an integer is expected, found " + quoted(scalar));
        }
        return number;
    }

    public double decimal(String key, double whenAbsent) throws RegistryException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return whenAbsent;
        }
        ScalarNode scalar = scalar(key, node.get(), "number");
        return YamlNumber.decimal(scalar.getValue())
                .orElseThrow(() -> invalid(key, "a number is expected, found " + quoted(scalar)));
    }

    /** A text such as {@code 1h15m}; a bare number is an error, for its unit is unknown. */
    public Optional<Duration> duration(String key) throws RegistryException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        ScalarNode scalar = scalar(key, node.get(), "duration");
        if (isPlain(scalar) && YamlNumber.decimal(scalar.getValue()).isPresent()) {
            throw invalid(key, "a duration with a unit is expected, for example \"5m\", found " + quoted(scalar));
        }
        return Optional.of(parseDuration(key, scalar.getValue()));
    }

    /** Like {@link #duration}, and an integer counts nanoseconds. */
    public Optional<Duration> durationOrNanoseconds(String key) throws RegistryException {
        Optional<Node> node = node(key);
        if (node.isPresent()
                && node.get() instanceof ScalarNode scalar
                && isPlain(scalar)
                && YamlNumber.integer(scalar.getValue()).isPresent()) {
            return Optional.of(Duration.ofNanos(integer(key, 0)));
        }
        return duration(key);
    }

    private Duration parseDuration(String key, String text) throws RegistryException {
        try {
            return GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(key, RegistryException.describe(e));
        }
    }

    /** A sequence of scalars; a single scalar is an error. */
    public List<String> strings(String key) throws RegistryException {
        List<String> out = new ArrayList<>();
        for (Node element : sequence(key)) {
            String path = key + "[" + out.size() + "]";
            out.add(isNull(element) ? "" : scalar(path, element, "string").getValue());
        }
        return out;
    }

    /** A mapping of scalars, in source order. */
    public Map<String, String> stringMap(String key) throws RegistryException {
        Map<String, String> out = new LinkedHashMap<>();
        Optional<YamlMapping> map = mapping(key);
        if (map.isPresent()) {
            for (String name : map.get().keys()) {
                out.put(name, map.get().string(name));
            }
        }
        return out;
    }

    public Optional<YamlMapping> mapping(String key) throws RegistryException {
        Optional<Node> node = node(key);
        return node.isPresent() ? Optional.of(mapping(key, node.get())) : Optional.empty();
    }

    /** A sequence of mappings; a null element is an empty mapping. */
    public List<YamlMapping> mappings(String key) throws RegistryException {
        List<YamlMapping> out = new ArrayList<>();
        for (Node element : sequence(key)) {
            String path = key + "[" + out.size() + "]";
            out.add(isNull(element) ? empty(path(path)) : mapping(path, element));
        }
        return out;
    }

    /** An error of kind PARSING_FAILED about the value of a key, with its position. */
    public RegistryException invalid(String key, String why) {
        Node node = members.get(key);
        return node == null
                ? RegistryException.of(ErrorKind.PARSING_FAILED, path(key) + ": " + why)
                : Yaml.failed(path(key), node, why);
    }

    private Optional<Node> node(String key) {
        return Optional.ofNullable(members.get(key)).filter(node -> !isNull(node));
    }

    private List<Node> sequence(String key) throws RegistryException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw misused(key, node.get(), "sequence");
    }

    private YamlMapping mapping(String key, Node node) throws RegistryException {
        if (node instanceof MappingNode mapping) {
            return of(path(key), mapping);
        }
        throw misused(key, node, "mapping");
    }

    private ScalarNode scalar(String key, Node node, String expected) throws RegistryException {
        if (node instanceof ScalarNode scalar) {
            return scalar;
        }
        throw misused(key, node, expected);
    }

    private RegistryException misused(String key, Node node, String expected) {
        return Yaml.failed(path(key), node, kind(node) + " was used where " + expected + " is expected");
    }

    private String path(String key) {
        return where + (where.contains(": ") ? "." : ": ") + key;
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private static boolean isPlain(ScalarNode scalar) {
        return scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN;
    }

    private static String quoted(ScalarNode scalar) {
        return "\"" + scalar.getValue() + "\"";
    }

    static String kind(Node node) {
        return switch (node) {
            case MappingNode m -> "mapping";
            case SequenceNode s -> "sequence";
            default -> "string";
        };
    }
}
