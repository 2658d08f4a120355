// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.config.SettingSource;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A YAML mapping with typed access (contract regsync 2). Keys are case-sensitive, the last of equal keys wins, merge
 * keys are applied (an explicit key wins over a merged one). An absent or null value is the zero value of the asked
 * type; any other mismatch is a PARSING_FAILED error that names key path, line and column.
 */
public final class YamlMapping implements SettingSource {
    /** Of what is looked into; the parser allows as much. */
    private static final int MAX_DEPTH = 64;

    private final String where;
    private final Map<String, NodeTuple> members;

    private final List<YamlPosition> strange;
    private final List<RepeatedKey> repeated;

    private YamlMapping(
            String where, Map<String, NodeTuple> members, List<YamlPosition> strange, List<RepeatedKey> repeated) {
        this.where = where;
        this.members = Collections.unmodifiableMap(members);
        this.strange = List.copyOf(strange);
        this.repeated = List.copyOf(repeated);
    }

    static YamlMapping empty(String where) {
        return new YamlMapping(where, Map.of(), List.of(), List.of());
    }

    static YamlMapping of(String where, MappingNode node) throws RegistryException {
        List<YamlPosition> strange = new ArrayList<>();
        List<RepeatedKey> repeated = new ArrayList<>();
        Map<String, NodeTuple> latest = new HashMap<>();
        for (NodeTuple member : node.getValue()) {
            if (!(member.getKeyNode() instanceof ScalarNode key) || isNull(key)) {
                strange.add(position(member.getKeyNode().getStartMark()));
                continue;
            }
            NodeTuple before = latest.put(key.getValue(), member);
            if (before != null && !key.getTag().equals(Tag.MERGE)) {
                repeated.add(repeated(where, key.getValue(), before));
            }
        }
        return new YamlMapping(where, YamlMerge.members(where, node), strange, repeated);
    }

    private static RepeatedKey repeated(String where, String key, NodeTuple member) throws RegistryException {
        Set<String> lost = member.getValueNode() instanceof MappingNode mapping
                ? YamlMerge.members(Yaml.path(where, key), mapping).keySet()
                : Set.of();
        return new RepeatedKey(key, position(member.getKeyNode().getStartMark()), lost);
    }

    /** True when something below the key is neither null, empty nor {@code false}. */
    public boolean says(String key) {
        Optional<Node> node = node(key);
        return node.isPresent() && says(node.get(), 0);
    }

    private static boolean says(Node node, int depth) {
        if (isNull(node) || depth > MAX_DEPTH) {
            return false;
        }
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream().anyMatch(member -> says(member.getValueNode(), depth + 1));
        }
        return node instanceof SequenceNode sequence
                ? sequence.getValue().stream().anyMatch(element -> says(element, depth + 1))
                : !(node instanceof ScalarNode scalar && scalar.getValue().equals("false"));
    }

    /** True when the key is there, and its value is null, an empty text, list or mapping. */
    public boolean isEmpty(String key) {
        NodeTuple member = members.get(key);
        if (member == null) {
            return false;
        }
        Node node = member.getValueNode();
        return isNull(node)
                || (node instanceof CollectionNode<?> collection
                        && collection.getValue().isEmpty())
                || (node instanceof ScalarNode scalar && scalar.getValue().isBlank());
    }

    /** Where keys stand that are lists, mappings or null, which no reader can ask for. */
    public List<YamlPosition> strangeKeys() {
        return strange;
    }

    /** Keys that stand here more than once, in source order; the last of each is no such key. */
    public List<RepeatedKey> repeatedKeys() {
        return repeated;
    }

    /** Name of the file and path of keys, for messages. */
    public String where() {
        return where;
    }

    /** Keys in source order, merged ones behind. */
    public Set<String> keys() {
        return members.keySet();
    }

    /** Where a key stands in the file; a merged one stands in the mapping it comes from. */
    public Optional<YamlPosition> position(String key) {
        NodeTuple member = members.get(key);
        return member == null
                ? Optional.empty()
                : Optional.of(position(member.getKeyNode().getStartMark()));
    }

    private static YamlPosition position(Mark mark) {
        return new YamlPosition(mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** True when the key is present and not null. */
    public boolean has(String key) {
        return node(key).isPresent();
    }

    /** Any scalar as it is written: {@code 3.10}, {@code yes} and {@code 007} keep their text. */
    @Override
    public String string(String key) throws RegistryException {
        return optionalString(key).orElse("");
    }

    /** Empty when absent or null; an empty text is present. */
    public Optional<String> optionalString(String key) throws RegistryException {
        return scalar(key, "string").map(YamlScalar::text);
    }

    @Override
    public boolean bool(String key) throws RegistryException {
        return optionalBool(key).orElse(false);
    }

    /** See {@link YamlScalar#bool}. */
    public Optional<Boolean> optionalBool(String key) throws RegistryException {
        Optional<YamlScalar> scalar = scalar(key, "boolean");
        return scalar.isPresent() ? Optional.of(scalar.get().bool()) : Optional.empty();
    }

    @Override
    public long integer(String key) throws RegistryException {
        return integer(key, 0);
    }

    public long integer(String key, long whenAbsent) throws RegistryException {
        return optionalInteger(key).orElse(whenAbsent);
    }

    /** See {@link YamlScalar#integer}. */
    public OptionalLong optionalInteger(String key) throws RegistryException {
        Optional<YamlScalar> scalar = scalar(key, "integer");
        return scalar.isPresent() ? OptionalLong.of(scalar.get().integer()) : OptionalLong.empty();
    }

    @Override
    public double decimal(String key) throws RegistryException {
        return decimal(key, 0);
    }

    public double decimal(String key, double whenAbsent) throws RegistryException {
        Optional<YamlScalar> scalar = scalar(key, "number");
        return scalar.isPresent() ? scalar.get().decimal() : whenAbsent;
    }

    /** See {@link YamlScalar#duration}. */
    public Optional<Duration> duration(String key) throws RegistryException {
        Optional<YamlScalar> scalar = scalar(key, "duration");
        return scalar.isPresent() ? Optional.of(scalar.get().duration()) : Optional.empty();
    }

    /** See {@link YamlScalar#durationOrNanoseconds}. */
    @Override
    public Optional<Duration> durationOrNanoseconds(String key) throws RegistryException {
        Optional<YamlScalar> scalar = scalar(key, "duration");
        return scalar.isPresent() ? Optional.of(scalar.get().durationOrNanoseconds()) : Optional.empty();
    }

    /** A sequence of scalars; a single scalar is an error. */
    @Override
    public List<String> strings(String key) throws RegistryException {
        List<String> out = new ArrayList<>();
        for (Node element : sequence(key)) {
            String path = Yaml.path(where, key) + "[" + out.size() + "]";
            out.add(isNull(element) ? "" : scalar(path, element, "string").text());
        }
        return out;
    }

    /** A mapping of scalars, in source order. */
    @Override
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
        return node.isPresent() ? Optional.of(mapping(Yaml.path(where, key), node.get())) : Optional.empty();
    }

    /** A sequence of mappings; a null element is an empty mapping. */
    public List<YamlMapping> mappings(String key) throws RegistryException {
        List<YamlMapping> out = new ArrayList<>();
        for (Node element : sequence(key)) {
            String path = Yaml.path(where, key) + "[" + out.size() + "]";
            out.add(isNull(element) ? empty(path) : mapping(path, element));
        }
        return out;
    }

    /** An error of kind PARSING_FAILED about a key that stands here more than once. */
    public RegistryException repeats(RepeatedKey key) {
        String last = position(key.key())
                .map(at -> " is there again in line " + at.line())
                .orElse(" is there again");
        return RegistryException.of(
                ErrorKind.PARSING_FAILED,
                Yaml.path(where, key.key()) + ": line " + key.position().line() + ", column "
                        + key.position().column() + ": " + key.key() + last + ", and only the last one would count: "
                        + "leave one of them");
    }

    /** An error of kind PARSING_FAILED about the value of a key, with its position. */
    @Override
    public RegistryException invalid(String key, String why) {
        NodeTuple member = members.get(key);
        String path = Yaml.path(where, key);
        return member == null
                ? RegistryException.of(ErrorKind.PARSING_FAILED, path + ": " + why)
                : Yaml.failed(path, member.getValueNode(), why);
    }

    /** The value of a key; empty when absent or null. */
    Optional<Node> node(String key) {
        NodeTuple member = members.get(key);
        return member == null || isNull(member.getValueNode()) ? Optional.empty() : Optional.of(member.getValueNode());
    }

    private Optional<YamlScalar> scalar(String key, String expected) throws RegistryException {
        Optional<Node> node = node(key);
        return node.isPresent() ? Optional.of(scalar(Yaml.path(where, key), node.get(), expected)) : Optional.empty();
    }

    private static YamlScalar scalar(String path, Node node, String expected) throws RegistryException {
        if (node instanceof ScalarNode scalar) {
            return new YamlScalar(path, scalar);
        }
        throw Yaml.misused(path, node, expected);
    }

    private List<Node> sequence(String key) throws RegistryException {
        Optional<Node> node = node(key);
        if (node.isEmpty()) {
            return List.of();
        }
        if (node.get() instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        throw Yaml.misused(Yaml.path(where, key), node.get(), "sequence");
    }

    private static YamlMapping mapping(String path, Node node) throws RegistryException {
        if (node instanceof MappingNode mapping) {
            return of(path, mapping);
        }
        throw Yaml.misused(path, node, "mapping");
    }

    static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }
}
