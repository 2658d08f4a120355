// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.JsonStyle;
import io.regclient.json.JsonWriter;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.report.ReportJson;
import io.regclient.regsync.schema.ConfigSchema;
import io.regclient.regsync.status.StatusJson;
import java.io.IOException;

/** {@code regsync schema}: the keys of the configuration for editors. */
final class SchemaCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of(
                    "schema", "print a JSON Schema of the config", _ -> new SchemaCommand())
            .withArguments("[document]")
            .withDescription("""
                    Print a JSON Schema (draft 2020-12) of the configuration file. Editors complete keys
                    with it, show what they mean, and mark misspelt ones. The document may be "config",
                    "report" for the one that plans and reports are written by, or "status" for what a
                    server answers on /api/status.""")
            .withExample("what an editor reads")
            .withExample("what reads plans and reports", "report")
            .brief();

    private SchemaCommand() {}

    @Override
    public int run(Invocation invocation) throws IOException {
        String document = invocation.arguments().isEmpty() ? "config" : invocation.argument(0);
        switch (document) {
            case "config" -> invocation.out().println(JsonWriter.write(ConfigSchema.tree(), JsonStyle.PRETTY));
            case "report" -> invocation.out().print(ReportJson.schema());
            case "status" -> invocation.out().print(StatusJson.schema());
            default ->
                throw RegistryException.of(
                        ErrorKind.INVALID_INPUT, "no schema of \"" + document + "\", must be config, report or status");
        }
        return 0;
    }
}
