// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.manual;

import io.regclient.kit.cli.CommandPath;
import io.regclient.kit.cli.Program;
import io.regclient.kit.complete.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a package has in {@code share}, where man and the shells look: a manual page a command, and completion scripts. */
public final class ShareFiles {
    private ShareFiles() {}

    /**
     * Writes the files of a program.
     *
     * @param share the directory, made when it is missing
     */
    public static void write(Program program, Path share) throws IOException {
        DocumentedCommand root = new DocumentedCommand(program, new CommandPath(List.of(program.tree()), List.of()));
        Path manual = Files.createDirectories(share.resolve("man/man1"));
        for (DocumentedCommand command : root.all(false)) {
            Files.writeString(manual.resolve(ManualPage.name(command) + ".1"), ManualPage.of(command));
        }
        String name = program.tree().word().name();
        for (Shell shell : Shell.values()) {
            Optional<String> file = shell.file(name);
            if (file.isPresent()) {
                Path script = share.resolve(file.get());
                Files.createDirectories(script.getParent());
                Files.writeString(script, shell.script(name, true));
            }
        }
    }
}
