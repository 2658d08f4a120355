// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.regctl.view.HeaderLines;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** {@code --format} of commands that show what a registry answered: as it came, or a template (contract regctl 7.6). */
public final class RawFormatFlag {
    private final FormatFlag format;

    public RawFormatFlag(FlagSet flags) {
        format = new FormatFlag(flags, FormatFlag.PRETTY, "raw", "body", "headers");
    }

    /**
     * Prints the result.
     *
     * @param data the answer as templates see it
     */
    public void print(
            Invocation invocation, Map<String, List<String>> headers, byte[] body, Supplier<TemplateObject> data)
            throws IOException {
        PrintStream out = invocation.out();
        switch (format.value()) {
            case "raw" -> {
                out.print(HeaderLines.of(headers));
                out.print('\n');
                out.write(body);
            }
            case "raw-body", "rawBody", "body" -> out.write(body);
            case "raw-headers", "rawHeaders", "headers" -> out.print(HeaderLines.of(headers));
            default -> format.print(invocation, data.get());
        }
    }
}
