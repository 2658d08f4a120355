// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Program;
import io.regclient.testing.CliResult;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation that a command tree is (contract regctl 9.4). */
class DocumentCommandTest {
    @TempDir
    Path directory;

    private final Program program = Program.configured(CommandGroup.of("prog", "a program", this::commands));

    private List<CommandNode> commands() {
        return List.of(
                CommandGroup.of(
                        "tag",
                        "work with tags",
                        () -> List.of(
                                CommandLeaf.of("get", "get one", DocumentCommandTest::get)
                                        .withAliases("g")
                                        .withDescription("Get a tag.\nIt's \\n.\n\n  $ prog -x\n\n.dot and ~ here")
                                        .withArguments("ref [file]")
                                        .withExample("a name", "host/repo:tag", "--format", "{{.Name}} it's ^~`"),
                                CommandLeaf.of("secret", "not shown", DocumentCommandTest::get)
                                        .hidden())),
                DocumentCommands.of(this::itself));
    }

    private Program itself() {
        return program;
    }

    private static Command get(FlagSet flags) {
        flags.text("format", "{{.}}", "the format").shortName('f');
        flags.bool("old", "not shown").hidden();
        return invocation -> 0;
    }

    private CliResult document(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "cli-doc";
        System.arraycopy(words, 0, all, 1, words.length);
        return ProgramRunner.of(program, directory).run(all);
    }

    @Test
    @DisplayName("9.4: path, summary, synopsis, usage line, examples, options, inherited options")
    void writesMarkdown() {
        document("tag", "g").check().succeeds().errIsEmpty().out("""
                ## prog tag get

                get one

                ### Synopsis

                Get a tag.
                It's \\n.

                  $ prog -x

                .dot and ~ here

                ```
                prog tag get ref [file] [flags]
                ```

                ### Examples

                ```
                # a name
                prog tag get host/repo:tag --format '{{.Name}} it'\\''s ^~`'
                ```

                ### Options

                ```
                  -f, --format string   the format (default "{{.}}")
                  -h, --help            help for get
                ```

                ### Options inherited from parent commands

                ```
                      --logopt stringArray   Log options (json)
                      --no-cache             Neither use nor keep notes of which repositories hold which blobs
                  -v, --verbosity string     Log level (trace, debug, info, warn, error) (default "INFO")
                ```

                """);
    }

    @Test
    @DisplayName("9.4: --list has a line for every command, --hidden for those that are not shown too")
    void listsCommands() {
        document("--list").check().succeeds().outLines("prog", "prog tag", "prog tag get", "prog help");
        document("--list", "tag").check().succeeds().outLines("prog tag", "prog tag get");
        document("--list", "--hidden")
                .check()
                .succeeds()
                .outLines("prog", "prog tag", "prog tag get", "prog tag secret", "prog cli-doc", "prog help");
    }

    @Test
    @DisplayName("9.4: --format is a template over the command")
    void formats() {
        document("tag", "get", "--format", "{{.CommandPath}}|{{.Use}}|{{.Short}}|{{.Aliases}}|{{.Hidden}}|{{.UseLine}}")
                .check()
                .succeeds()
                .out("prog tag get|get ref [file]|get one|[g]|false|prog tag get ref [file] [flags]");
        document("--format", "{{range .Commands}}{{.Name}} {{.HasSubCommands}};{{end}}")
                .check()
                .succeeds()
                .out("tag true;cli-doc false;help false;");
        document("tag", "bogus").check().exits(1).out("").err("unknown command \"bogus\" for \"prog tag\"\n");
    }

    @Test
    @DisplayName("a manual page: characters are themselves, lines of examples stay, a dot begins no request")
    void writesManualPages() {
        String page = document("--man", "tag", "get").out();

        assertThat(page.lines().skip(1)).containsExactly("""
                .SH "NAME"
                prog\\-tag\\-get \\- get one
                .SH "SYNOPSIS"
                \\fBprog tag get\\fR [flags] \\fIref [file]\\fR
                .SH "DESCRIPTION"
                Get a tag.
                It\\(aqs \\en.
                .PP
                .RS 4
                .nf
                $ prog \\-x
                .fi
                .RE
                .PP
                \\&.dot and \\(ti here
                .PP
                Other names: g.
                .SH "OPTIONS"
                .TP
                \\fB\\-f\\fR, \\fB\\-\\-format\\fR \\fIstring\\fR
                the format (default \\(dq{{.}}\\(dq)
                .TP
                \\fB\\-h\\fR, \\fB\\-\\-help\\fR
                help for get
                .SH "GLOBAL OPTIONS"
                .TP
                \\fB\\-\\-logopt\\fR \\fIstringArray\\fR
                Log options (json)
                .TP
                \\fB\\-\\-no\\-cache\\fR
                Neither use nor keep notes of which repositories hold which blobs
                .TP
                \\fB\\-v\\fR, \\fB\\-\\-verbosity\\fR \\fIstring\\fR
                Log level (trace, debug, info, warn, error) (default \\(dqINFO\\(dq)
                .SH "EXAMPLES"
                a name:
                .PP
                .RS 4
                .nf
                prog tag get host/repo:tag \\-\\-format \\(aq{{.Name}} it\\(aq\\e\\(aq\\(aqs \\(ha\\(ti\\(ga\\(aq
                .fi
                .RE
                .SH "SEE ALSO"
                .BR "prog\\-tag" "(1)"
                """.lines().toArray(String[]::new));
        assertThat(page).startsWith(".TH \"PROG-TAG-GET\" \"1\" \"");
    }
}
