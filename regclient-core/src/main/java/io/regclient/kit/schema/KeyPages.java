// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.NearestWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The documentation of the keys of a file, made from their declarations. A key is found by its path, such as
 * {@code sync.tags.latest}, or by the end of it: of several keys the
 * one is meant that lies least deep.
 */
public final class KeyPages {
    private static final Pattern LINK_IN_PAGE = Pattern.compile("\\[([^\\]]+)\\]\\(#[^)]*\\)");
    private static final Pattern LINK_TO_PAGE = Pattern.compile("\\[([^\\]]+)\\]\\(([^)]+)\\)");
    private static final String INDENT = "  ";

    /** Counts as deeper than any key that does something. */
    private static final int IDLE = 100;

    private final Map<String, SchemaKey> keys = new LinkedHashMap<>();

    /** Paths below a key without effect: their names do not stand in the way of others. */
    private final Set<String> idle = new LinkedHashSet<>();

    private KeyPages() {}

    /** The keys below the type at the top of a file. */
    public static KeyPages of(Class<? extends Record> top) {
        KeyPages pages = new KeyPages();
        pages.add("", Schema.of(top), true);
        return pages;
    }

    private void add(String prefix, Schema schema, boolean effect) {
        for (SchemaKey key : schema.keys()) {
            String path = prefix + key.name();
            keys.put(path, key);
            if (!effect) {
                idle.add(path);
            }
            Optional<Schema> nested = key.nested();
            if (nested.isPresent()) {
                add(path + ".", nested.get(), effect && key.hasEffect());
            }
        }
    }

    /** All names by which {@link #page} finds a key, each with a tab and its meaning: paths, then ends of them. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        Set<String> ends = new LinkedHashSet<>();
        keys.forEach((path, key) -> {
            names.add(path + "\t" + plain(key.meaning()));
            ends.add(path.substring(path.lastIndexOf('.') + 1));
        });
        for (String end : ends) {
            Set<SchemaKey> meant = meant(end);
            if (meant.size() == 1 && !keys.containsKey(end)) {
                names.add(end + "\t" + plain(meant.iterator().next().meaning()));
            }
        }
        return names;
    }

    /**
     * The page of a key.
     *
     * @param name its path, with or without the brackets of lists, or the end of it
     * @throws RegistryException of kind INVALID_INPUT for a name of no key or of several
     */
    public String page(String name) throws RegistryException {
        String path = name.replace("[]", "");
        Set<SchemaKey> meant = meant(path);
        if (meant.size() == 1) {
            return text(meant.iterator().next());
        }
        List<String> places = new ArrayList<>();
        meant.forEach(key -> places.addAll(places(key)));
        throw RegistryException.of(
                ErrorKind.INVALID_INPUT,
                places.isEmpty() ? "no key has this name" + near(path) : "several keys: " + String.join(", ", places));
    }

    private String near(String path) {
        Set<String> known = new LinkedHashSet<>(keys.keySet());
        names().forEach(name -> known.add(name.substring(0, name.indexOf('\t'))));
        keys.keySet().forEach(each -> known.add(each.substring(each.lastIndexOf('.') + 1)));
        return NearestWord.of(path, known)
                .map(word -> ", did you mean " + word + "?")
                .orElse("");
    }

    /** The keys with this path or end of a path: those that do something, of these the ones that lie least deep. */
    private Set<SchemaKey> meant(String name) {
        SchemaKey exact = keys.get(name);
        if (exact != null) {
            return Set.of(exact);
        }
        SortedMap<Integer, Set<SchemaKey>> byDepth = new TreeMap<>();
        keys.forEach((path, key) -> {
            if (path.endsWith("." + name) || (!name.isEmpty() && key.alias().equals(name))) {
                int depth = (idle.contains(path) ? IDLE : 0)
                        + (int) path.chars().filter(c -> c == '.').count();
                byDepth.computeIfAbsent(depth, _ -> new LinkedHashSet<>()).add(key);
            }
        });
        return byDepth.isEmpty() ? Set.of() : byDepth.values().iterator().next();
    }

    private List<String> places(SchemaKey key) {
        List<String> places = new ArrayList<>();
        keys.forEach((path, each) -> {
            if (each.equals(key)) {
                places.add(path);
            }
        });
        return places;
    }

    private String text(SchemaKey key) {
        StringBuilder text = new StringBuilder();
        places(key).forEach(place -> text.append(place).append('\n'));
        text.append('\n').append(INDENT).append(plain(key.meaning())).append("\n\n");
        line(text, "Value", value(key));
        line(text, "Default", key.byDefault());
        line(text, "Other name", key.alias());
        if (key.nested().isPresent()) {
            text.append("Keys:\n");
            List<SchemaKey> nested = key.nested().get().keys();
            int width =
                    nested.stream().mapToInt(each -> each.name().length()).max().orElse(0);
            nested.forEach(each -> text.append(INDENT)
                    .append(each.name())
                    .append(" ".repeat(width - each.name().length()))
                    .append(INDENT)
                    .append(plain(each.meaning()))
                    .append('\n'));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String title, String value) {
        if (!value.isEmpty()) {
            text.append(title).append(": ").append(value).append('\n');
        }
    }

    private static String value(SchemaKey key) {
        if (!key.isList()) {
            return element(key);
        }
        return "list, each " + element(key) + (key.isOrSingle() ? "; one alone needs no list" : "");
    }

    private static String element(SchemaKey key) {
        if (!key.words().isEmpty()) {
            return String.join(" | ", key.words());
        }
        Optional<String> only = key.shorthand();
        return only.isEmpty() ? key.kind().shown() : key.kind().shown() + ", or the value of its key " + only.get();
    }

    /** Without links, which a terminal does not follow: the page that is meant stands in parentheses. */
    private static String plain(String meaning) {
        String inside = LINK_IN_PAGE.matcher(meaning).replaceAll("$1");
        return LINK_TO_PAGE.matcher(inside).replaceAll("$1 (docs/$2)");
    }
}
