// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.error.RegistryException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Members of a mapping with its merge keys applied (YAML 1.1 "merge key" type): what the mapping says itself wins over
 * what it merges, and of several merged mappings the earlier one wins.
 */
final class YamlMerge {
    /** Most members that merges bring into one mapping, duplicates included: a list of anchors may repeat them. */
    static final int MAX_MERGED = 1000;

    private final String where;
    private int steps;
    /** Mappings being merged right now: an anchor may contain itself. */
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Results, because the same anchor may be merged along very many ways. */
    private final IdentityHashMap<Node, Map<String, NodeTuple>> done = new IdentityHashMap<>();

    private YamlMerge(String where) {
        this.where = where;
    }

    static Map<String, NodeTuple> members(String where, MappingNode node) throws RegistryException {
        return new YamlMerge(where).members(node);
    }

    private Map<String, NodeTuple> members(MappingNode node) throws RegistryException {
        Map<String, NodeTuple> known = done.get(node);
        if (known != null) {
            return known;
        }
        if (!open.add(node)) {
            throw Yaml.failed(where, node, "a mapping cannot be merged into itself");
        }
        Map<String, NodeTuple> own = new LinkedHashMap<>();
        Map<String, NodeTuple> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                merge(tuple.getValueNode(), merged);
            } else if (tuple.getKeyNode() instanceof ScalarNode key && !YamlMapping.isNull(key)) {
                own.put(key.getValue(), tuple);
            }
        }
        merged.forEach(own::putIfAbsent);
        open.remove(node);
        done.put(node, own);
        return own;
    }

    private void merge(Node source, Map<String, NodeTuple> into) throws RegistryException {
        switch (source) {
            case MappingNode mapping -> add(mapping, into);
            case SequenceNode sequence -> {
                for (Node element : sequence.getValue()) {
                    if (!(element instanceof MappingNode mapping)) {
                        throw Yaml.misused(where, element, "mapping");
                    }
                    add(mapping, into);
                }
            }
            default -> {
                if (!YamlMapping.isNull(source)) {
                    throw Yaml.misused(where, source, "mapping");
                }
            }
        }
    }

    private void add(MappingNode source, Map<String, NodeTuple> into) throws RegistryException {
        Map<String, NodeTuple> members = members(source);
        steps += members.size() + 1;
        if (steps > MAX_MERGED) {
            throw Yaml.failed(where, source, "merges bring in more than " + MAX_MERGED + " members");
        }
        members.forEach(into::putIfAbsent);
    }
}
