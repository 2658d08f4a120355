// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.io.IOException;

/** {@code version} of every program (contract regctl 9.4). */
public final class VersionCommand implements Command {
    private final Flag<String> format;

    public VersionCommand(FlagSet flags) {
        format = flags.string("format", (char) 0, "{{printPretty .}}", "Format output with go template syntax");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        TemplateOutput.print(invocation, format.value(), VersionInfo.load().view());
        return 0;
    }
}
