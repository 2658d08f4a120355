// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.kit.cli.CommandNode;
import io.regclient.kit.cli.Program;
import io.regclient.kit.manual.ShareFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks at what a package of a program has in {@code share}, with the tools of this machine that read it. */
public final class PackageFiles {
    private PackageFiles() {}

    /** A manual page for every command that is shown, a script where each shell looks, and no complaint of a reader. */
    public static void check(Program program, Path directory) throws IOException {
        ShareFiles.write(program, directory);
        String name = program.tree().word().name();

        List<Path> pages = files(directory.resolve("man/man1"));
        assertThat(pages).extracting(page -> page.getFileName().toString()).containsExactlyElementsOf(pages(program));
        assertThat(files(directory.resolve("bash-completion/completions")))
                .extracting(Path::getFileName)
                .containsExactly(Path.of(name));
        assertThat(files(directory.resolve("zsh/site-functions")))
                .extracting(Path::getFileName)
                .containsExactly(Path.of("_" + name));
        assertThat(files(directory.resolve("fish/vendor_completions.d")))
                .extracting(Path::getFileName)
                .containsExactly(Path.of(name + ".fish"));
        if (isOnPath("groff")) {
            assertThat(output(List.of("groff", "-man", "-Tutf8", "-ww", "-z"), pages))
                    .isEmpty();
        }
        if (isOnPath("mandoc")) {
            assertThat(output(List.of("mandoc", "-Tlint", "-Wwarning"), pages)).isEmpty();
        }
    }

    private static List<String> pages(Program program) {
        List<String> pages = new ArrayList<>();
        for (List<CommandNode> path : program.tree().paths()) {
            if (path.stream().noneMatch(node -> node.word().hidden())) {
                pages.add(String.join(
                                "-",
                                path.stream().map(node -> node.word().name()).toList()) + ".1");
            }
        }
        return pages.stream().sorted().toList();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static String output(List<String> command, List<Path> pages) throws IOException {
        List<String> all = new ArrayList<>(command);
        pages.forEach(page -> all.add(page.toString()));
        return ExternalProgram.run(all).output();
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
    }
}
