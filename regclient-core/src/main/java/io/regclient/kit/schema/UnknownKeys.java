// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.config.ConfigWarning;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.NearestWord;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.kit.yaml.YamlPosition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects keys that change nothing: misspelt ones, ones in the wrong mapping, and those that are accepted without
 * effect (contract regsync 16 and 17). Keys that start with {@code x-} are for the user.
 */
final class UnknownKeys {
    private final Schema root;
    private final List<ConfigWarning> warnings = new ArrayList<>();
    private final Map<String, String> withoutEffect = new LinkedHashMap<>();

    /** An anchor may be merged into every entry of a file; one warning says it. */
    private final Set<YamlPosition> seen = new HashSet<>();

    /**
     * Starts with none.
     *
     * @param root the keys at the top of the file
     */
    UnknownKeys(Schema root) {
        this.root = root;
    }

    /** Looks at the keys of one mapping, not at those below. */
    void look(YamlMapping mapping, Schema schema) {
        lookForStrangeKeys(mapping);
        for (String key : mapping.keys()) {
            if (key.startsWith("x-") || key.equals("<<")) {
                continue;
            }
            Optional<SchemaKey> known = schema.find(key);
            if (known.isEmpty()) {
                warn(mapping, key, schema);
            } else if (mapping.says(key) && !known.get().hasEffect()) {
                withoutEffect.putIfAbsent(key, mapping.where());
            }
        }
    }

    /**
     * Refuses a mapping that has keys nobody knows, or some that say nothing.
     *
     * @throws RegistryException of kind PARSING_FAILED that names the key and where it stands
     */
    void refuse(YamlMapping mapping, Schema schema) throws RegistryException {
        lookForStrangeKeys(mapping);
        for (String key : mapping.keys()) {
            if (key.startsWith("x-") || key.equals("<<")) {
                continue;
            }
            if (schema.find(key).isEmpty()) {
                String near = NearestWord.of(key, names(schema))
                        .map(word -> ", did you mean " + word + "?")
                        .orElse("");
                throw mapping.invalid(key, "unknown key" + near);
            }
            refuseEmpty(mapping, key);
        }
    }

    /**
     * Refuses a key that is there and says nothing.
     *
     * @throws RegistryException of kind PARSING_FAILED that names the key and where it stands
     */
    static void refuseEmpty(YamlMapping mapping, String key) throws RegistryException {
        if (mapping.isEmpty(key)) {
            throw mapping.invalid(key, "it is empty, and would be as if it was not there: leave it out or fill it in");
        }
    }

    /** The warnings: unknown keys in the order they were met, then those without effect. */
    List<ConfigWarning> warnings() {
        List<ConfigWarning> all = new ArrayList<>(warnings);
        withoutEffect.forEach((key, where) -> {
            Map<String, String> details = new LinkedHashMap<>();
            details.put("key", key);
            details.put("config", where);
            all.add(new ConfigWarning("Setting is accepted and has no effect", details));
        });
        return all;
    }

    /** Looks for keys that are no text. */
    void lookForStrangeKeys(YamlMapping mapping) {
        for (YamlPosition position : mapping.strangeKeys()) {
            if (seen.add(position)) {
                Map<String, String> details = new LinkedHashMap<>();
                details.put("config", mapping.where());
                details.put("line", String.valueOf(position.line()));
                details.put("column", String.valueOf(position.column()));
                warnings.add(new ConfigWarning("Ignoring a key that is no text", details));
            }
        }
    }

    private void warn(YamlMapping mapping, String key, Schema schema) {
        YamlPosition position = mapping.position(key).orElse(new YamlPosition(0, 0));
        if (!seen.add(position)) {
            return;
        }
        Map<String, String> details = new LinkedHashMap<>();
        details.put("key", key);
        details.put("config", mapping.where());
        details.put("line", String.valueOf(position.line()));
        details.put("column", String.valueOf(position.column()));
        List<String> places = places(key, schema);
        if (places.isEmpty()) {
            NearestWord.of(key, names(schema)).ifPresent(near -> details.put("hint", "did you mean " + near + "?"));
        }
        String message = places.isEmpty()
                ? "Ignoring an unknown key"
                : "Ignoring a key that belongs in " + String.join(" or ", places);
        warnings.add(new ConfigWarning(message, details));
    }

    /** All names by which keys are read, aliases last. */
    private static List<String> names(Schema schema) {
        List<String> names = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        for (SchemaKey key : schema.keys()) {
            names.add(key.name());
            if (!key.alias().isEmpty()) {
                aliases.add(key.alias());
            }
        }
        names.addAll(aliases);
        return names;
    }

    /** Where the key would be known: below this mapping, else below the top, else at the top. */
    private List<String> places(String key, Schema schema) {
        List<String> places = below(schema, key);
        if (places.isEmpty()) {
            places = below(root, key);
        }
        return places.isEmpty() && root.find(key).isPresent() ? List.of("the top of the file") : places;
    }

    private static List<String> below(Schema schema, String key) {
        List<String> places = new ArrayList<>();
        for (SchemaKey candidate : schema.keys()) {
            Optional<Schema> nested = candidate.nested();
            if (nested.isPresent() && nested.get().find(key).isPresent()) {
                places.add(candidate.isList() ? "an entry of " + candidate.name() : candidate.name());
            }
        }
        return places;
    }
}
