// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.schema.Schema;
import io.regclient.kit.schema.SchemaKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables of keys in the documentation: each stands behind a comment with its name and is exactly what the
 * declarations give. A test with {@code UPDATE_DOCS=1} in its environment writes them.
 */
public final class KeyTables {
    private final Set<String> inherited;
    private final List<String> rows = new ArrayList<>();

    private KeyTables(Set<String> inherited) {
        this.inherited = inherited;
    }

    /** A table with one line for each key, those of nested mappings included. */
    public static String of(Schema schema) {
        return table(new KeyTables(Set.of()), schema, "| Key | Default | Meaning |\n|---|---|---|\n");
    }

    /** A table that marks the keys which the defaults have too. */
    public static String of(Schema schema, Schema defaults) {
        return table(new KeyTables(names(defaults)), schema, "| Key | d | Default | Meaning |\n|---|---|---|---|\n");
    }

    /** A table of the keys of defaults that entries do not have. */
    public static String ofProgram(Schema defaults, Schema entries) {
        Set<String> shared = names(entries);
        KeyTables table = new KeyTables(Set.of());
        defaults.keys().stream().filter(key -> !shared.contains(key.name())).forEach(key -> table.add("", key, false));
        return "| Key | Default | Meaning |\n|---|---|---|\n" + String.join("", table.rows);
    }

    private static Set<String> names(Schema schema) {
        return schema.keys().stream().map(SchemaKey::name).collect(Collectors.toSet());
    }

    private static String table(KeyTables table, Schema schema, String head) {
        schema.keys().forEach(key -> table.add("", key, !table.inherited.isEmpty()));
        return head + String.join("", table.rows);
    }

    private void add(String prefix, SchemaKey key, boolean marked) {
        String alias = key.alias().isEmpty() ? "" : " (or `" + key.alias() + "`)";
        String top = prefix.isEmpty()
                ? key.name()
                : prefix.substring(0, prefix.indexOf('.')).replace("[]", "");
        List<String> cells = new ArrayList<>(List.of("`" + prefix + key.name() + "`" + alias));
        if (marked) {
            cells.add(inherited.contains(top) ? "d" : "");
        }
        cells.add(key.byDefault());
        cells.add(key.meaning());
        rows.add(cells.stream()
                .map(cell -> cell.isEmpty() ? "| " : "| " + cell + " ")
                .collect(Collectors.joining("", "", "|\n")));
        if (key.nested().isPresent() && key.hasEffect()) {
            String below = prefix + key.name() + (key.isList() ? "[]." : ".");
            key.nested().get().keys().forEach(nested -> add(below, nested, marked));
        }
    }

    /** Compares the table behind {@code <!-- keys: NAME -->} of a page with the declared one. */
    public static void check(String page, String name, String declared) throws IOException {
        Path file = Path.of(System.getProperty("maven.multiModuleProjectDirectory", ".."))
                .resolve("docs")
                .resolve(page);
        String text = Files.readString(file);
        String comment = "<!-- keys: " + name + " -->\n";
        int start = text.indexOf(comment) + comment.length();
        assertThat(text).as(file.toString()).contains(comment);
        int end = text.indexOf("\n\n", start) + 1;
        if ("1".equals(System.getenv("UPDATE_DOCS"))) {
            Files.writeString(file, text.substring(0, start) + declared + text.substring(end));
            return;
        }
        assertThat(text.substring(start, end))
                .as("keys of " + name + " in " + file)
                .isEqualTo(declared);
    }
}
