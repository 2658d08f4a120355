// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.Program;
import java.util.List;
import java.util.function.Supplier;

/** {@code __complete WORD... PREFIX}: what may stand in the place of the prefix (contract regctl 1.7). */
final class CompleteCommand implements Command {
    private final Program program;
    private final Supplier<LiveNames> names;
    private final boolean described;

    CompleteCommand(Program program, Supplier<LiveNames> names, boolean described) {
        this.program = program;
        this.names = names;
        this.described = described;
    }

    @Override
    public int run(Invocation invocation) {
        List<String> words = invocation.arguments();
        List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
        String prefix = words.isEmpty() ? "" : words.getLast();
        Candidates candidates = new CommandLineCompletion(program, names, invocation).of(before, prefix);
        invocation.out().print(candidates.text(described));
        return 0;
    }
}
