// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Help in the layout users of the Go tools know (contract regctl 1.6). */
final class HelpText {
    private HelpText() {}

    static String of(CommandPath path, FlagSet flags, GlobalFlags globals) {
        CommandNode node = path.node();
        StringBuilder text = new StringBuilder();
        text.append(node.description()).append("\n\nUsage:\n");
        if (node.isGroup()) {
            text.append("  ").append(path.words()).append(" [command]\n");
        } else {
            String arguments = node.arguments().isEmpty() ? "" : " " + node.arguments();
            text.append("  ").append(path.words()).append(arguments).append(" [flags]\n");
        }
        if (!node.aliases().isEmpty()) {
            text.append("\nAliases:\n  ")
                    .append(node.name())
                    .append(", ")
                    .append(String.join(", ", node.aliases()))
                    .append('\n');
        }
        appendCommands(text, node);
        appendFlags(text, "Flags", flags.flags(), path.words());
        appendFlags(text, "Global Flags", globals.flags().flags(), "");
        if (node.isGroup()) {
            text.append("\nUse \"")
                    .append(path.words())
                    .append(" [command] --help\" for more information about a command.\n");
        }
        return text.toString();
    }

    private static void appendCommands(StringBuilder text, CommandNode node) {
        List<CommandNode> shown = node.children().stream()
                .filter(c -> !c.hidden())
                .sorted(Comparator.comparing(CommandNode::name))
                .toList();
        if (shown.isEmpty()) {
            return;
        }
        int width = shown.stream().mapToInt(c -> c.name().length()).max().orElse(0);
        text.append("\nAvailable Commands:\n");
        for (CommandNode child : shown) {
            text.append("  ")
                    .append(pad(child.name(), width))
                    .append(' ')
                    .append(child.summary())
                    .append('\n');
        }
    }

    private static void appendFlags(StringBuilder text, String title, List<Flag<?>> flags, String helpFor) {
        List<String[]> rows = new ArrayList<>();
        for (Flag<?> flag : flags) {
            if (!flag.isHidden()) {
                rows.add(new String[] {flag.label(), flag.usageWithDefault()});
            }
        }
        if (!helpFor.isEmpty()) {
            rows.add(new String[] {"-h, --help", "help for " + helpFor.substring(helpFor.lastIndexOf(' ') + 1)});
        }
        if (rows.isEmpty()) {
            return;
        }
        rows.sort(Comparator.comparing(r -> r[0].substring(r[0].indexOf("--"))));
        int width = rows.stream().mapToInt(r -> r[0].length()).max().orElse(0);
        text.append('\n').append(title).append(":\n");
        for (String[] row : rows) {
            text.append("  ")
                    .append(pad(row[0], width))
                    .append("   ")
                    .append(row[1])
                    .append('\n');
        }
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
