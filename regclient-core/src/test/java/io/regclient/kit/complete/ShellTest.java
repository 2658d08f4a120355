// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The scripts of the shells, run by the shells that are there (contract regctl 1.7). */
class ShellTest {
    @TempDir
    Path directory;

    /** Separates words as bash does before it asks a completion function, then shows what it was asked and answered. */
    private static final String ASK = """
            prog() { printf '<%s>' "$@" >"$ASKED"; printf '%b' "$ANSWER"; }
            source "$SCRIPT"
            COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_TYPE=${TYPE:-9} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
            read -ra COMP_WORDS <<<"$(printf '%s' "$SPLIT")"
            [[ $LINE == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            compopt() { printf '%s ' "$@"; }
            __prog_completion
            printf '[%s]' "${COMPREPLY[@]}"
            """;

    /** The parts of zsh's completion system that the script uses, which show what they are told. */
    private static final String ASK_IN_ZSH = """
            setopt extendedglob
            prog() { printf '<%s>' "$@" >"$ASKED"; printf '%b' "$ANSWER"; }
            compset() { print -n -- "$@ "; }
            _describe() { print -n -- "$@"; print -rn -- " [${(j:][:)candidates}]"; }
            _files() { print -n -- "$@"; }
            source "$SCRIPT"
            words=(${(s: :)LINE}) CURRENT=${#words} PREFIX=${words[-1]}
            _prog
            """;

    private static void requireShell(String shell) {
        boolean there = List.of(System.getenv().getOrDefault("PATH", "").split(":")).stream()
                .anyMatch(path -> Files.isExecutable(Path.of(path, shell)));
        Assumptions.assumeTrue(there, shell + " is not on PATH");
    }

    private Path script(Shell shell) throws IOException {
        return Files.writeString(directory.resolve(shell.word()), shell.script("prog", true));
    }

    @ParameterizedTest
    @DisplayName("bash: what the program is asked, and what bash puts into the line")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "prog im|prog im|image\\n:4|<__complete><im>|[image]",
                "prog image |prog image|copy\\nexport\\n:4|<__complete><image><>|[copy][export]",
                "prog copy h:50|prog copy h : 50|h:5000/\\n:6|<__complete><copy><h:50>|-o nospace [5000/]",
                "prog copy h:5000/a:|prog copy h : 5000/a :|h:5000/a:1\\nh:5000/a:2\\n:4|<__complete><copy><h:5000/a:>|[1][2]",
                "prog copy h:1/a b:2/c|prog copy h : 1/a b : 2/c|b:2/cc\\n:4|<__complete><copy><h:1/a><b:2/c>|[2/cc]",
                "prog --tls=in|prog --tls = in|insecure\\n:4|<__complete><--tls=in>|[insecure]",
                "prog --base=h:5|prog --base = h : 5|h:5/a\\n:6|<__complete><--base=h:5>|-o nospace [5/a]",
                "prog 'ima|prog 'ima|image\\n:4|<__complete><ima>|[image]",
                "prog $(touch>x) im|prog $(touch>x) im|image\\n:4|<__complete><$(touch>x)><im>|[image]",
                "prog get -o |prog get -o|:16|<__complete><get><-o><>|-o dirnames []",
                "prog get |prog get|:0|<__complete><get><>|-o default []",
                "prog get |prog get|broken|<__complete><get><>|[]"
            })
    void completesInBash(String line, String split, String answer, String asked, String inserted) throws IOException {
        requireShell("bash");
        Path record = directory.resolve("asked");
        String shown = ask(Map.of("LINE", line + (asked.endsWith("<>") ? " " : ""), "SPLIT", split, "ANSWER", answer));

        assertThat(shown).isEqualTo(inserted);
        assertThat(record).hasContent(asked);
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    @DisplayName("bash: descriptions stand in lists alone")
    void describesInLists() throws IOException {
        requireShell("bash");
        Map<String, String> two =
                Map.of("LINE", "prog i", "SPLIT", "prog i", "ANSWER", "image\\timages\\nindex\\tindexes\\n:4");

        assertThat(ask(two)).isEqualTo("[image][index]");
        assertThat(ask(with(two, "TYPE", "63"))).isEqualTo("[image  (images)][index  (indexes)]");
        assertThat(ask(with(with(two, "TYPE", "63"), "ANSWER", "image\\timages\\n:4")))
                .isEqualTo("[image]");
    }

    private String ask(Map<String, String> variables) throws IOException {
        Map<String, String> all = with(variables, "SCRIPT", script(Shell.BASH).toString());
        return ExternalProgram.run(
                        List.of("bash", "--norc", "-c", "cd " + directory + "\n" + ASK),
                        with(all, "ASKED", directory.resolve("asked").toString()))
                .requireSuccess();
    }

    private static Map<String, String> with(Map<String, String> variables, String name, String value) {
        Map<String, String> more = new HashMap<>(variables);
        more.put(name, value);
        return more;
    }

    @ParameterizedTest
    @DisplayName("zsh: what the program is asked, and what the completion system is told")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "prog im|image\\timages\\n:4|<__complete><im>|-t values value candidates [image:images]",
                "prog copy h:50|h:5000/\\n:6|<__complete><copy><h:50>|-t values value candidates -S  [h\\:5000/]",
                "prog $(touch>x) i|image\\n:4|<__complete><$(touch>x)><i>|-t values value candidates [image]",
                "prog --tls=in|insecure\\n:4|<__complete><--tls=in>|-P 1 *= -t values value candidates [insecure]",
                "prog get -o .|:16|<__complete><get><-o><.>|-/",
                "prog get .|:0|<__complete><get><.>|"
            })
    void completesInZsh(String line, String answer, String asked, @Nullable String told) throws IOException {
        requireShell("zsh");
        Path asks = directory.resolve("asked");
        String shown = ExternalProgram.run(
                        List.of("zsh", "-f", "-c", "cd " + directory + "\n" + ASK_IN_ZSH),
                        Map.of(
                                "SCRIPT",
                                script(Shell.ZSH).toString(),
                                "ASKED",
                                asks.toString(),
                                "LINE",
                                line,
                                "ANSWER",
                                answer))
                .requireSuccess();

        assertThat(shown.strip()).isEqualTo(told == null ? "" : told);
        assertThat(asks).hasContent(asked);
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @DisplayName("every shell that is there can read its script")
    @EnumSource(
            value = Shell.class,
            names = {"BASH", "ZSH", "FISH"})
    void isUnderstood(Shell shell) throws IOException {
        requireShell(shell.word());

        assertThat(ExternalProgram.run(shell.word(), "-n", script(shell).toString())
                        .requireSuccess())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Shell.class)
    @DisplayName("regctl 1.7: --no-descriptions asks the other command")
    void asksForPlainCandidates(Shell shell) {
        assertThat(shell.script("prog", false))
                .contains("prog", " __completeNoDesc ")
                .doesNotContain("%PROGRAM%", "%COMPLETE%");
        assertThat(shell.script("prog", true)).contains(" __complete ").doesNotContain("__completeNoDesc");
    }
}
