// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.error.RegistryException;
import io.regclient.kit.schema.JsonSchema;
import io.regclient.kit.schema.KeyPages;
import java.util.List;
import java.util.Map;

/** The configuration file as a JSON Schema, and its keys one by one. */
public final class ConfigSchema {
    private ConfigSchema() {}

    /** The schema as a tree for a JSON writer. */
    public static Map<String, Object> tree() {
        return JsonSchema.of(
                RegsyncFile.class, "regsync", "What regsync copies from where to where, and how: docs/regsync.md");
    }

    /** The documentation of a key, see {@link KeyPages#page}. */
    public static String page(String key) throws RegistryException {
        return KeyPages.of(RegsyncFile.class).page(key);
    }

    /** The names of keys, each with its meaning behind a tab. */
    public static List<String> keyNames() {
        return KeyPages.of(RegsyncFile.class).names();
    }
}
