// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.CommandPath;
import io.regclient.kit.cli.Program;
import java.util.ArrayList;
import java.util.List;

/**
 * A command or group with its place in the tree.
 *
 * @param program whose command it is
 * @param path the way to it
 */
record DocumentedCommand(Program program, CommandPath path) {

    /** The command and all commands below it, each before its own; hidden ones where they are wanted. */
    List<DocumentedCommand> all(boolean withHidden) {
        List<DocumentedCommand> all = new ArrayList<>();
        add(all, withHidden);
        return List.copyOf(all);
    }

    private void add(List<DocumentedCommand> all, boolean withHidden) {
        all.add(this);
        for (DocumentedCommand child : children()) {
            if (withHidden || !child.node().word().hidden()) {
                child.add(all, withHidden);
            }
        }
    }

    /** The commands of a group; none of a command. */
    List<DocumentedCommand> children() {
        List<DocumentedCommand> children = new ArrayList<>();
        if (node() instanceof CommandGroup group) {
            for (CommandNode child : group.commands().get()) {
                List<CommandNode> nodes = new ArrayList<>(path.nodes());
                nodes.add(child);
                children.add(new DocumentedCommand(program, new CommandPath(nodes, List.of())));
            }
        }
        return children;
    }

    CommandNode node() {
        return path.node();
    }

    /** {@code regctl image copy}. */
    String words() {
        return path.words();
    }
}
