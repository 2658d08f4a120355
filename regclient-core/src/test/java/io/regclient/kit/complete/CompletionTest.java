// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.Environment;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.cli.Program;
import io.regclient.kit.cli.Streams;
import io.regclient.ref.Ref;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows an unfinished command line (contract regctl 1.7). */
class CompletionTest {
    @TempDir
    Path directory;

    private final List<String> asked = new ArrayList<>();
    private final Program program = Program.interactive(CommandGroup.of("prog", "a program", this::commands));

    private List<CommandNode> commands() {
        return List.of(
                CommandGroup.of(
                        "image",
                        "work with images",
                        () -> List.of(
                                CommandLeaf.of("copy", "copy it", CompletionTest::copy)
                                        .withArguments("src_image_ref dst_image_ref"),
                                CommandLeaf.of("export", "save it", CompletionTest::nothing)
                                        .withArguments("image_ref [file]"))),
                CommandLeaf.of("list", "list tags", CompletionTest::nothing).withArguments("repository"),
                CommandLeaf.of("login", "log in", CompletionTest::nothing).withArguments("[registry]"),
                CommandLeaf.of("once", "run once", CompletionTest::once),
                CommandLeaf.of("secret", "not shown", CompletionTest::nothing).hidden(),
                CompletionCommands.scripts("prog"),
                CompletionCommands.described(this::itself, Names::new),
                CompletionCommands.plain(this::itself, Names::new));
    }

    private Program itself() {
        return program;
    }

    private static Command nothing(FlagSet flags) {
        return invocation -> 0;
    }

    private static Command copy(FlagSet flags) {
        flags.bool("fast", "be fast");
        flags.bool("hidden-one", "not shown").hidden();
        flags.platform("platform", "which").shortName('p');
        flags.list("annotation", "a note");
        flags.text("tls", "mode").suggests("enabled", "insecure", "disabled");
        flags.text("output", "where").names(Kind.DIRECTORY);
        flags.text("base", "image").names(Kind.IMAGE);
        return nothing(flags);
    }

    private static Command once(FlagSet flags) {
        flags.text("config", "a file").shortName('c').required().names(Kind.FILE);
        return nothing(flags);
    }

    /** Two registries, of which one tells nothing, and names that would do harm on a command line. */
    private final class Names implements LiveNames {
        @Override
        public List<String> registries(Invocation invocation) {
            List<String> all = new ArrayList<>(List.of("one.example:5000", "silent.example"));
            all.addAll(invocation.globals().hosts());
            return all;
        }

        @Override
        public List<String> repositories(Invocation invocation, String registry) throws IOException {
            asked.add("catalogue of " + registry);
            if (registry.equals("silent.example")) {
                throw new IOException("not supported");
            }
            return List.of("app", "app/web", "other", "$(reboot)", "a b", "x;y", "-rf", "new\nline");
        }

        @Override
        public List<String> tags(Invocation invocation, Ref repository) {
            asked.add("tags of " + repository.commonName());
            return List.of("1.0", "1.1", "latest", "`reboot`", "a'b");
        }
    }

    private List<String> complete(String command, String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Streams silent = Streams.silent();
        PrintStream results = new PrintStream(out, false, StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(line.split(" ", -1)));
        int code = program.run(
                words,
                new Streams(results, silent.err(), silent.in(), false, false),
                Environment.of(Map.of(), directory, directory));
        assertThat(code).isZero();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private List<String> complete(String line) {
        return complete("__completeNoDesc", line);
    }

    @ParameterizedTest
    @DisplayName("regctl 1.7: candidates by place; the last word is the unfinished one")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "''|completion help image list login once :4",
                "i|image :4",
                "image |copy export :4",
                "image e|export :4",
                "image bogus |:4",
                "bogus |:4",
                "help |completion help image list login once :4",
                "help image |copy export :4",
                "completion |bash fish powershell zsh :4",
                "completion ba|bash :4",
                "image copy a b |:4",
                "-v d|debug :4",
                "-v |trace debug info warn error :4",
                "--verbosity=w|warn :4",
                "--logopt |json :4",
                "--h|--help --host :4",
                "image copy --f|--fast :4",
                "image copy --fast=|true false :4",
                "image copy --fast --f|:4",
                "image copy --annotation a=b --an|--annotation :4",
                "image copy --|--annotation --base --fast --help --host --logopt --no-cache --output"
                        + " --platform --time-limit --tls --user-agent --verbosity :4",
                "image copy -p|-p :4",
                "image copy --tls |enabled insecure disabled :4",
                "image copy --tls=i|insecure :4",
                "image copy --platform linux/arm|linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm64 :4",
                "image copy -p w|windows windows/amd64 :4",
                "image copy -p=w|windows windows/amd64 :4",
                "image copy --output |:16",
                "image export a |:0",
                "image export -- a |:0",
                "once |--config :4",
                "once -|--config -c --help -h --host --logopt --no-cache --time-limit --user-agent --verbosity -v :4",
                "once -c |:0",
                "-c |:0",
                "once -c f |:4",
                "__complete image |:4"
            })
    void tellsWhatMayFollow(String line, String expected) {
        assertThat(complete(line)).containsExactly(expected.split(" "));
        assertThat(asked).isEmpty();
    }

    @Test
    @DisplayName("regctl 1.7: every platform")
    void tellsPlatforms() {
        assertThat(String.join(" ", complete("image copy -p ")))
                .isEqualTo("local linux windows freebsd linux/amd64 linux/386 linux/arm/v5 linux/arm/v6 linux/arm/v7"
                        + " linux/arm64 linux/mips64le linux/ppc64le linux/riscv64 linux/s390x windows/amd64 freebsd/amd64"
                        + " :4");
    }

    @ParameterizedTest
    @DisplayName("regctl 1.7: registries, their repositories, tags; nothing that means something to a shell")
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "login o|one.example:5000 :4",
                "image copy o|one.example:5000/ ocidir:// :6",
                "--host h.example image copy h|h.example/ :6",
                "image copy one.example:50|one.example:5000/ :6",
                "image copy oci|ocidir:// :6",
                "image copy one.example:5000/|one.example:5000/app one.example:5000/app/web one.example:5000/other :6",
                "image copy one.example:5000/o|one.example:5000/other :6",
                "image copy one.example:5000/app|one.example:5000/app/web one.example:5000/app:1.0"
                        + " one.example:5000/app:1.1 one.example:5000/app:latest :6",
                "image copy one.example:5000/other|one.example:5000/other:1.0 one.example:5000/other:1.1"
                        + " one.example:5000/other:latest :4",
                "image copy a one.example:5000/app:1|one.example:5000/app:1.0 one.example:5000/app:1.1 :4",
                "image copy one.example:5000/app@sha256:0|:4",
                "image copy silent.example/x|silent.example/x:1.0 silent.example/x:1.1 silent.example/x:latest :4",
                "image copy alpine:1|alpine:1.0 alpine:1.1 :4",
                "image copy --base=one.example:5000/app:1|one.example:5000/app:1.0 one.example:5000/app:1.1 :4",
                "list one.example:5000/app|one.example:5000/app one.example:5000/app/web :4",
                "list silent.example/|:4"
            })
    void tellsReferences(String line, String expected) {
        assertThat(complete(line)).containsExactly(expected.split(" "));
    }

    @Test
    @DisplayName("a registry is asked for what is needed, and Docker Hub never for its catalogue")
    void asksOnlyWhatIsNeeded() {
        complete("image copy one.example:5000/o");
        complete("image copy one.example:5000/app:1");
        complete("image copy library/alp");
        complete("image copy localhost:50");

        assertThat(asked)
                .containsExactly(
                        "catalogue of one.example:5000",
                        "tags of one.example:5000/app",
                        "tags of docker.io/library/alp");
    }

    @Test
    @DisplayName("directories may be layouts")
    void tellsLayouts() throws IOException {
        Files.createDirectories(directory.resolve("images/app"));
        Files.createFile(directory.resolve("images/app/oci-layout"));
        Files.createDirectories(directory.resolve("images/apt;x"));
        Files.createFile(directory.resolve("images/file"));

        assertThat(complete("image copy ocidir://i")).containsExactly("ocidir://images/", ":6");
        assertThat(complete("image copy ocidir://images/")).containsExactly("ocidir://images/app", ":6");
        assertThat(complete("image copy ocidir://images/app:1"))
                .containsExactly("ocidir://images/app:1.0", "ocidir://images/app:1.1", ":4");
        assertThat(complete("image copy ocidir://none/")).containsExactly(":4");
    }

    @Test
    @DisplayName("regctl 1.7: descriptions stand behind a tab")
    void describes() {
        assertThat(complete("__complete", "image ")).containsExactly("copy\tcopy it", "export\tsave it", ":4");
        assertThat(complete("__complete", "image copy --f")).containsExactly("--fast\tbe fast", ":4");
    }
}
