// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way to a command (contract regctl 1.1, 1.5, regsync 1). */
class CommandPathTest {
    private static List<CommandNode> unused() {
        throw new AssertionError("commands of a group that is not on the way were looked up");
    }

    private static final CommandGroup ROOT = CommandGroup.of(
            "prog",
            "a program",
            () -> List.of(
                    CommandGroup.of(
                            "tag",
                            "tags",
                            () -> List.of(
                                    CommandLeaf.of("delete", "delete one", CommandPathTest::command)
                                            .withAliases("del", "rm"),
                                    CommandLeaf.of("ls", "list them", CommandPathTest::command),
                                    CommandLeaf.of("lx", "not shown", CommandPathTest::command)
                                            .hidden())),
                    CommandLeaf.of("once", "run once", flags -> {
                        flags.bool("fast", "be fast");
                        flags.text("config", "file").shortName('c');
                        return invocation -> 0;
                    })));

    private static Command command(FlagSet flags) {
        flags.list("include", "names");
        return invocation -> 0;
    }

    private static FlagSet globals() {
        FlagSet globals = new FlagSet();
        globals.text("verbosity", "level").shortName('v');
        return globals;
    }

    private static CommandPath find(String line) {
        return CommandPath.find(ROOT, globals(), line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    @ParameterizedTest
    @DisplayName("words lead to a command, with flags before, between and behind them")
    @CsvSource(
            delimiter = '|',
            value = {
                "tag ls repo|prog tag ls|[repo]",
                "tag rm repo|prog tag delete|[repo]",
                "-v debug tag ls|prog tag ls|[-v, debug]",
                "-vdebug tag ls|prog tag ls|[-vdebug]",
                "--verbosity=debug tag ls|prog tag ls|[--verbosity=debug]",
                "tag -v debug ls|prog tag ls|[-v, debug]",
                "-c once once|prog once|[-c, once]",
                "--fast once|prog once|[--fast]",
                "--unknown x once|prog once|[--unknown, x]",
                "-h tag ls|prog tag ls|[-h]",
                "tag -- ls|prog tag|[--, ls]",
                "tag - ls|prog tag|[-, ls]",
                "tag|prog tag|[]",
                "''|prog|[]"
            })
    void findsTheCommand(String line, String words, String remaining) {
        CommandPath path = find(line);

        assertThat(path.words()).isEqualTo(words);
        assertThat(path.remaining()).hasToString(remaining);
    }

    @Test
    @DisplayName("start-up: only the groups on the way are looked at")
    void isLazy() {
        CommandGroup root = CommandGroup.of(
                "prog",
                "a program",
                () -> List.of(
                        CommandGroup.of("other", "not asked for", CommandPathTest::unused),
                        ROOT.commands().get().getFirst()));

        assertThat(CommandPath.find(root, globals(), List.of("tag", "ls")).words())
                .isEqualTo("prog tag ls");
    }

    @ParameterizedTest
    @DisplayName("regctl 1.5: an unknown word names the commands it may have meant, hidden ones apart")
    @CsvSource(
            delimiter = '|',
            value = {
                "bogus|unknown command \"bogus\" for \"prog\"",
                "onse|unknown command \"onse\" for \"prog\";;Did you mean this?;>once;",
                "tag lss|unknown command \"lss\" for \"prog tag\";;Did you mean this?;>ls;",
                "tag d|unknown command \"d\" for \"prog tag\";;Did you mean this?;>delete;>ls;",
                "tag bogus x|unknown command \"bogus\" for \"prog tag\"",
                "tag -- bogus|unknown command \"bogus\" for \"prog tag\"",
                "-- tag ls|unknown command \"tag\" for \"prog\";;Did you mean this?;>tag;",
            })
    void refusesAnUnknownWord(String line, String message) {
        assertThatThrownBy(() -> find(line).requireCommand(globals()))
                .hasMessage(message.replace(';', '\n').replace('>', '\t'));
    }

    @Test
    void suggestsNothingForAnEmptyWord() {
        CommandPath path = CommandPath.find(ROOT, globals(), List.of("tag", ""));

        assertThatThrownBy(() -> path.requireCommand(globals())).hasMessage("unknown command \"\" for \"prog tag\"");
    }

    @ParameterizedTest
    @CsvSource({"tag", "tag ls bogus", "-v debug", "tag --help", "tag --"})
    void acceptsAGroupAloneAndArgumentsOfACommand(String line) {
        assertThatCode(() -> find(line).requireCommand(globals())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @DisplayName("help stands before a command or behind its group")
    @CsvSource({"help,prog", "help tag,prog tag", "help tag ls,prog tag ls", "tag help ls,prog tag ls"})
    void findsWhatHelpIsAbout(String line, String words) {
        CommandPath path = find(line);

        assertThat(path.isHelpCommand(globals())).isTrue();
        assertThat(path.helpTarget(globals()).words()).isEqualTo(words);
    }

    @Test
    void helpIsAnArgumentBehindACommand() {
        assertThat(find("once help").isHelpCommand(globals())).isFalse();
    }
}
