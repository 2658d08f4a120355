// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandHelp;
import io.regclient.kit.cli.CommandHelp.Example;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.HelpText;
import io.regclient.kit.template.value.TemplateObject;
import java.util.ArrayList;
import java.util.List;

/** A command as templates of {@code cli-doc} see it. */
final class CommandView {
    private CommandView() {}

    static TemplateObject of(DocumentedCommand command) {
        CommandNode node = command.node();
        CommandHelp help = node.help();
        String name = node.word().name();
        String arguments = node instanceof CommandLeaf leaf ? leaf.arguments().usage() : "";
        String examples = examples(command);
        return TemplateObject.struct("*cobra.Command")
                .field("Use", arguments.isEmpty() ? name : name + " " + arguments)
                .field("Aliases", node.word().aliases())
                .field("Short", help.summary())
                .field("Long", help.description())
                .field("Example", examples)
                .field("Hidden", node.word().hidden())
                .method("Name", () -> name)
                .method("NameAndAliases", () -> String.join(", ", node.word().all()))
                .method("CommandPath", command::words)
                .method("UseLine", () -> HelpText.usageLine(command.path()))
                .method("HasExample", () -> !examples.isEmpty())
                .method("HasSubCommands", () -> node instanceof CommandGroup)
                .method("Runnable", () -> node instanceof CommandLeaf)
                .method("Commands", () -> children(command))
                .build();
    }

    private static List<TemplateObject> children(DocumentedCommand command) {
        List<TemplateObject> children = new ArrayList<>();
        for (DocumentedCommand child : command.children()) {
            children.add(of(child));
        }
        return children;
    }

    private static String examples(DocumentedCommand command) {
        StringBuilder lines = new StringBuilder();
        for (Example example : command.node().help().examples()) {
            lines.append(lines.isEmpty() ? "# " : "\n# ")
                    .append(example.purpose())
                    .append('\n');
            lines.append(HelpText.line(command.path(), example));
        }
        return lines.toString();
    }
}
