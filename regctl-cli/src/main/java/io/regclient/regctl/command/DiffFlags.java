// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.diff.LineDiff;
import io.regclient.diff.Lines;
import io.regclient.error.RegistryException;
import io.regclient.json.JsonLayout;
import io.regclient.json.JsonStyle;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The options of commands that compare two things, and how they show it (contract regctl 9.2.3, 9.2.4, 9.8.2). */
public final class DiffFlags {
    private static final int DEFAULT_CONTEXT = 3;

    private final Flag<Long> context;
    private final Flag<Boolean> contextFull;

    public DiffFlags(FlagSet flags) {
        context = flags.number("context", DEFAULT_CONTEXT, "Lines of context");
        contextFull = flags.bool("context-full", "Show all lines of context");
    }

    /**
     * JSON in lines, indented by two blanks; key order and numbers are those of the document, and {@code < > &} are
     * written as the Go program writes them, escaped.
     */
    public static Lines json(String what, byte[] json) throws RegistryException {
        String text = new String(json, StandardCharsets.UTF_8);
        return Lines.of(what, JsonLayout.indented(JsonLayout.compact(text, JsonStyle.COMPACT)));
    }

    /** Prints the difference; equal texts are one empty line. */
    public void print(Invocation invocation, Lines before, Lines after) throws RegistryException {
        PrintStream out = invocation.out();
        LineDiff diff = LineDiff.of(before, after);
        diff.print(lines(), line -> out.append(line).append('\n'));
        if (diff.isEmpty()) {
            out.append('\n');
        }
    }

    private int lines() {
        return contextFull.value() ? Integer.MAX_VALUE : Math.clamp(context.value(), 0, Integer.MAX_VALUE);
    }
}
