// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.JsonSchema;
import java.util.Map;

/** The configuration file as a JSON Schema. */
public final class ConfigSchema {
    private ConfigSchema() {}

    /** The schema as a tree for a JSON writer. */
    public static Map<String, Object> tree() {
        return JsonSchema.of(
                RegsyncFile.class, "regsync", "What regsync copies from where to where, and how: docs/regsync.md");
    }
}
