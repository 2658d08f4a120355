// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import io.regclient.kit.schema.Schema;
import io.regclient.kit.schema.SchemaKey;
import java.util.ArrayList;
import java.util.List;

/** Makes for every mapping that a file's declarations know a file with a misspelt key in it. */
public final class SchemaTypos {
    private static final String SUFFIX = "q";

    private final List<Typo> typos = new ArrayList<>();

    private SchemaTypos() {}

    /**
     * One misspelt key.
     *
     * @param yaml the file
     * @param key the misspelt key, in the last line of the file
     * @param meant the key it is near to
     */
    public record Typo(String yaml, String key, String meant) {
        /** How many lines the file has. */
        public long line() {
            return yaml.lines().count();
        }
    }

    /** One file for each key of each mapping below the type at the top of a file. */
    public static List<Typo> of(Class<? extends Record> top) {
        SchemaTypos all = new SchemaTypos();
        all.walk(Schema.of(top), "", "");
        return all.typos;
    }

    private void walk(Schema schema, String before, String indent) {
        for (SchemaKey key : schema.keys()) {
            String misspelt = key.name() + SUFFIX;
            typos.add(new Typo(before + indent + misspelt + ": x\n", misspelt, key.name()));
            key.nested().ifPresent(nested -> {
                String lines = before + indent + key.name() + ":\n";
                if (key.isList()) {
                    // the first line of an entry is an own key, so that the misspelt one has a line of its own
                    walk(nested, lines + indent + "- x-mine: 1\n", indent + "  ");
                } else {
                    walk(nested, lines, indent + "  ");
                }
            });
        }
    }
}
