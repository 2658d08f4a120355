// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The layout of help (contract regctl 1.6). */
class HelpTextTest {
    private static String help(CommandGroup root, FlagSet flags, String... words) {
        FlagSet globals = new FlagSet();
        return HelpText.of(CommandPath.find(root, globals, List.of(words)), flags, globals);
    }

    @Test
    @DisplayName("sections of a command in cobra's order, words of examples quoted for a shell")
    void describesACommand() {
        CommandLeaf leaf = CommandLeaf.of("get", "get it", flags -> invocation -> 0)
                .withAliases("pull", "g")
                .withDescription("Get it.\nAll of it.")
                .withArguments("ref [file]")
                .withExample("the names", "host/repo:tag", "--format", "{{.Name}} it's")
                .withExample("plain");
        FlagSet flags = new FlagSet();
        flags.text("zone", "where").shortName('z');
        flags.bool("all", "everything");
        flags.text("secret", "not shown").hidden();

        assertThat(help(CommandGroup.of("prog", "a program", () -> List.of(leaf)), flags, "get"))
                .isEqualTo("""
                        Get it.
                        All of it.

                        Usage:
                          prog get ref [file] [flags]

                        Aliases:
                          get, pull, g

                        Examples:
                          # the names
                          prog get host/repo:tag --format '{{.Name}} it'\\''s'
                          # plain
                          prog get

                        Flags:
                              --all           everything
                          -z, --zone string   where
                        """);
    }

    @Test
    @DisplayName("a group lists its commands by name, without the hidden ones")
    void describesAGroup() {
        CommandGroup root = CommandGroup.of(
                "prog",
                "a program",
                () -> List.of(
                        CommandLeaf.of("wait", "do nothing", flags -> invocation -> 0),
                        CommandLeaf.of("secret", "not shown", flags -> invocation -> 0)
                                .hidden(),
                        CommandGroup.of("a", "group", List::of)));

        assertThat(help(root, new FlagSet())).isEqualTo("""
                a program

                Usage:
                  prog [command]

                Available Commands:
                  a    group
                  wait do nothing

                Use "prog [command] --help" for more information about a command.
                """);
    }
}
