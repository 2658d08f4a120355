// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

import io.regclient.kit.cli.CommandHelp.Example;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.HelpText;

/** A command in Markdown, in the order readers of the Go tools know (contract regctl 9.4). */
final class MarkdownPage {
    private final StringBuilder text = new StringBuilder(1024);

    private MarkdownPage() {}

    static String of(DocumentedCommand command) {
        MarkdownPage page = new MarkdownPage();
        page.append(command);
        return page.text.toString();
    }

    private void append(DocumentedCommand command) {
        text.append("## ").append(command.words()).append("\n\n");
        text.append(command.node().help().summary()).append("\n\n");
        text.append("### Synopsis\n\n")
                .append(command.node().help().description())
                .append("\n\n");
        if (command.node() instanceof CommandLeaf) {
            block(HelpText.usageLine(command.path()) + "\n");
        }
        section("Examples", examples(command));
        section("Options", HelpText.table(command.path().flags()));
        section(
                "Options inherited from parent commands",
                HelpText.table(command.program().globals().flags()));
    }

    private static String examples(DocumentedCommand command) {
        StringBuilder lines = new StringBuilder();
        for (Example example : command.node().help().examples()) {
            lines.append("# ").append(example.purpose()).append('\n');
            lines.append(HelpText.line(command.path(), example)).append('\n');
        }
        return lines.toString();
    }

    private void section(String title, String content) {
        if (!content.isEmpty()) {
            text.append("### ").append(title).append("\n\n");
            block(content);
        }
    }

    private void block(String content) {
        text.append("```\n").append(content).append("```\n\n");
    }
}
