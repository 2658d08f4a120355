// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandHelp.Example;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.HelpText;
import io.regclient.kit.cli.VersionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A command as a page of section 1 of the manual, in the macros of man(7). */
final class ManualPage {
    private static final String SECTION = "1";

    private final Roff text = new Roff();
    private final DocumentedCommand command;

    private ManualPage(DocumentedCommand command) {
        this.command = command;
    }

    static String of(DocumentedCommand command) {
        ManualPage page = new ManualPage(command);
        page.append();
        return page.text.toString();
    }

    /** {@code regctl-image-copy}. */
    static String name(DocumentedCommand command) {
        return command.words().replace(' ', '-');
    }

    private void append() {
        CommandNode node = command.node();
        VersionInfo version = VersionInfo.load();
        String program = command.program().tree().word().name();
        text.request(
                "TH",
                Roff.prose(name(command).toUpperCase(Locale.ROOT)),
                SECTION,
                version.date(),
                program + " " + version.tag(),
                "Manual of " + program);
        text.section("NAME");
        text.marked(
                Roff.literal(name(command)) + " \\- " + Roff.prose(node.help().summary()));
        text.section("SYNOPSIS").marked(synopsis());
        text.section("DESCRIPTION");
        appendDescription(node.help().description());
        if (!node.word().aliases().isEmpty()) {
            text.paragraph()
                    .line("Other names: " + String.join(", ", node.word().aliases()) + ".");
        }
        if (node instanceof CommandGroup group) {
            appendCommands(group);
        }
        appendFlags("OPTIONS", command.path().flags());
        appendFlags("GLOBAL OPTIONS", command.program().globals().flags());
        appendExamples(node.help().examples());
        appendRelated();
    }

    private String synopsis() {
        StringBuilder line = new StringBuilder(Roff.bold(command.words()));
        if (!(command.node() instanceof CommandLeaf leaf)) {
            return line.append(" command").toString();
        }
        line.append(" [flags]");
        String usage = leaf.arguments().usage();
        return usage.isEmpty() ? line.toString() : line + " " + Roff.italic(usage);
    }

    /** Lines flow, but those that are indented are shown as they are. */
    private void appendDescription(String description) {
        for (String paragraph : description.split("\n\n", -1)) {
            if (paragraph.startsWith(" ")) {
                text.verbatim(paragraph.stripIndent());
            } else {
                text.paragraph();
                paragraph.lines().forEach(text::line);
            }
        }
    }

    private void appendCommands(CommandGroup group) {
        text.section("COMMANDS");
        for (CommandNode child : HelpText.shown(group)) {
            text.request("TP")
                    .marked(Roff.bold(child.word().name()))
                    .line(child.help().summary());
        }
    }

    private void appendFlags(String title, FlagSet flags) {
        text.section(title);
        for (Flag<?> flag : HelpText.shown(flags)) {
            String letter = flag.letter().map(l -> Roff.bold(l) + ", ").orElse("");
            String type = flag.type().isEmpty() ? "" : " " + Roff.italic(flag.type());
            text.request("TP")
                    .marked(letter + Roff.bold(flag.longName()) + type)
                    .line(flag.usageWithDefault());
        }
    }

    private void appendExamples(List<Example> examples) {
        if (examples.isEmpty()) {
            return;
        }
        text.section("EXAMPLES");
        for (Example example : examples) {
            text.paragraph().line(example.purpose() + ":");
            text.verbatim(HelpText.line(command.path(), example));
        }
    }

    private void appendRelated() {
        List<String> related = new ArrayList<>();
        List<CommandNode> nodes = command.path().nodes();
        if (nodes.size() > 1) {
            related.add(name(command)
                    .substring(
                            0,
                            name(command)
                                    .lastIndexOf("-" + command.node().word().name())));
        }
        for (DocumentedCommand child : command.children()) {
            if (!child.node().word().hidden()) {
                related.add(name(child));
            }
        }
        if (related.isEmpty()) {
            return;
        }
        text.section("SEE ALSO");
        for (int i = 0; i < related.size(); i++) {
            text.request("BR", Roff.literal(related.get(i)), "(" + SECTION + ")" + (i + 1 < related.size() ? "," : ""));
        }
    }
}
