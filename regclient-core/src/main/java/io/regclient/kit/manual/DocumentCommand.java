// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandPath;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.Program;
import java.io.IOException;

/** {@code cli-doc}: documents a command (contract regctl 9.4). */
final class DocumentCommand implements Command {
    private final Program program;
    private final FormatFlag format;
    private final Flag<Boolean> hidden;
    private final Flag<Boolean> list;
    private final Flag<Boolean> man;

    DocumentCommand(Program program, FlagSet flags) {
        this.program = program;
        format = new FormatFlag(flags, "");
        hidden = flags.bool("hidden", "List hidden commands too");
        list = flags.bool("list", "List the command and those below it, one a line");
        man = flags.bool("man", "Print a manual page instead of Markdown");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        DocumentedCommand command = find(invocation);
        if (list.value()) {
            for (DocumentedCommand each : command.all(hidden.value())) {
                invocation.out().println(each.words());
            }
        } else if (format.isGiven()) {
            format.print(invocation, CommandView.of(command));
        } else {
            invocation.out().print(man.value() ? ManualPage.of(command) : MarkdownPage.of(command));
        }
        return 0;
    }

    private DocumentedCommand find(Invocation invocation) throws RegistryException {
        CommandPath path = CommandPath.find(program.tree(), new FlagSet(), invocation.arguments());
        if (!path.remaining().isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT,
                    "unknown command \"" + path.remaining().getFirst() + "\" for \"" + path.words() + "\"");
        }
        return new DocumentedCommand(program, path);
    }
}
