// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.schema.ConfigSchema;

/** {@code regsync schema}: the keys of the configuration for editors. */
final class SchemaCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of(
                    "schema", "print a JSON Schema of the config", _ -> new SchemaCommand())
            .withDescription("""
                    Print a JSON Schema (draft 2020-12) of the configuration file. Editors complete keys
                    with it, show what they mean, and mark misspelt ones.""")
            .withExample("what an editor reads")
            .brief();

    private SchemaCommand() {}

    @Override
    public int run(Invocation invocation) {
        invocation.out().println(JsonWriter.write(ConfigSchema.tree(), JsonStyle.PRETTY));
        return 0;
    }
}
