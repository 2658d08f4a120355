// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.config.ConfigWarning;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.NearestWord;
import io.regclient.kit.yaml.RepeatedKey;
import io.regclient.kit.yaml.YamlMapping;
import io.regclient.kit.yaml.YamlPosition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collects keys that change nothing: misspelt ones, ones in the wrong mapping, those that stand again below, and those
 * that are accepted without effect (contract regsync 16 and 17). Keys that start with {@code x-} are for the user. Where
 * such a key was to keep something from happening the file is refused.
 */
final class UnknownKeys {
    private static final String ADVICE = "A key of your own begins with x-";

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

    /**
     * Looks at the keys of one mapping, not at those below.
     *
     * @throws RegistryException of kind PARSING_FAILED for a key without effect that was to keep something from happening
     */
    void look(YamlMapping mapping, Schema schema) throws RegistryException {
        lookForStrangeKeys(mapping);
        for (RepeatedKey key : mapping.repeatedKeys()) {
            if (schema.find(key.key()).filter(known -> isLost(known, key)).isPresent()) {
                throw mapping.repeats(key);
            }
        }
        for (String key : mapping.keys()) {
            if (isOwn(key)) {
                continue;
            }
            Optional<SchemaKey> known = schema.find(key);
            if (known.isEmpty()) {
                refuseGuard(mapping, key, schema);
                warn(mapping, key, schema);
            } else if (mapping.says(key) && !known.get().hasEffect()) {
                withoutEffect.putIfAbsent(key, mapping.where());
            }
        }
    }

    /**
     * Refuses a mapping that has keys nobody knows, or one of them twice.
     *
     * @param filled whether each of its keys must say something, which one for the user does not
     * @throws RegistryException of kind PARSING_FAILED that names the key and where it stands
     */
    void refuse(YamlMapping mapping, Schema schema, boolean filled) throws RegistryException {
        refuseRepeated(mapping);
        lookForStrangeKeys(mapping);
        for (String key : mapping.keys()) {
            if (filled && key.startsWith("x-")) {
                throw mapping.invalid(
                        key, "it would have no effect, and might be taken for a key that has: leave it out");
            }
            if (isOwn(key)) {
                continue;
            }
            if (schema.find(key).isEmpty()) {
                String near = NearestWord.of(key, names(schema))
                        .map(word -> ", did you mean " + word + "?")
                        .orElse("");
                throw mapping.invalid(key, "unknown key" + near);
            }
            if (filled) {
                refuseEmpty(mapping, key);
            }
            if (schema.find(key).get().kind() == ValueKind.TEXTS_BY_NAME) {
                Optional<YamlMapping> texts = mapping.mapping(key);
                if (texts.isPresent()) {
                    refuseRepeated(texts.get());
                }
            }
        }
    }

    private static void refuseRepeated(YamlMapping mapping) throws RegistryException {
        for (RepeatedKey key : mapping.repeatedKeys()) {
            if (!isOwn(key.key())) {
                throw mapping.repeats(key);
            }
        }
    }

    /** True when a key, or one of the mapping that it has, was to keep something from happening. */
    private static boolean isLost(SchemaKey known, RepeatedKey repeated) {
        if (known.isGuard()) {
            return true;
        }
        Optional<Schema> nested = known.nested();
        if (nested.isPresent()) {
            for (String lost : repeated.lost()) {
                if (nested.get().find(lost).filter(SchemaKey::isGuard).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Refuses a key that nobody knows, but would if it was spelt or indented otherwise, where that matters. */
    private void refuseGuard(YamlMapping mapping, String key, Schema schema) throws RegistryException {
        for (SchemaKey candidate : schema.keys()) {
            if (candidate.isGuard() && isMisspelt(key, candidate.name())) {
                throw mapping.invalid(key, "unknown key, did you mean " + candidate.name() + "? " + ADVICE);
            }
            if (candidate.isGuard()
                    && mapping.isEmpty(candidate.name())
                    && candidate.nested().flatMap(nested -> nested.find(key)).isPresent()) {
                throw mapping.invalid(
                        key, "it belongs in " + candidate.name() + ", which is empty: indent it. " + ADVICE);
            }
        }
        for (String guard : guards()) {
            if (isMisspelt(key, guard)) {
                throw mapping.invalid(
                        key,
                        "unknown key, " + guard + " belongs in " + String.join(" or ", below(root, guard)) + ". "
                                + ADVICE);
            }
        }
    }

    /** One mistake, but not in the first letter: {@code dates} and {@code books} are words of their own. */
    private static boolean isMisspelt(String key, String guard) {
        return NearestWord.isNear(key, guard, 1) && key.regionMatches(true, 0, guard, 0, 1);
    }

    /** The keys below the top that keep something from happening. */
    private Set<String> guards() {
        Set<String> guards = new LinkedHashSet<>();
        for (SchemaKey candidate : root.keys()) {
            Optional<Schema> nested = candidate.nested();
            if (nested.isPresent()) {
                for (SchemaKey key : nested.get().keys()) {
                    if (key.isGuard()) {
                        guards.add(key.name());
                    }
                }
            }
        }
        return guards;
    }

    private static boolean isOwn(String key) {
        return key.startsWith("x-") || key.equals("<<");
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

    /** Looks for keys that are no text, and for those that stand again below. */
    void lookForStrangeKeys(YamlMapping mapping) {
        for (RepeatedKey key : mapping.repeatedKeys()) {
            if (!isOwn(key.key()) && seen.add(key.position())) {
                warnings.add(new ConfigWarning(
                        "Ignoring a key that is there again, the last one counts",
                        details(key.key(), mapping, key.position())));
            }
        }
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
        Map<String, String> details = details(key, mapping, position);
        List<String> places = places(key, schema);
        if (places.isEmpty()) {
            NearestWord.of(key, names(schema)).ifPresent(near -> details.put("hint", "did you mean " + near + "?"));
        }
        String message = places.isEmpty()
                ? "Ignoring an unknown key"
                : "Ignoring a key that belongs in " + String.join(" or ", places);
        warnings.add(new ConfigWarning(message, details));
    }

    private static Map<String, String> details(String key, YamlMapping mapping, YamlPosition position) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("key", key);
        details.put("config", mapping.where());
        details.put("line", String.valueOf(position.line()));
        details.put("column", String.valueOf(position.column()));
        return details;
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
