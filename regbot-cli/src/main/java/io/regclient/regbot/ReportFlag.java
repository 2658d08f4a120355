// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.kit.cli.Arguments.Kind;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regbot.sandbox.api.ChangeReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The option {@code --report}: what a run wrote, or a dry run would have written, in a file. */
final class ReportFlag {
    private static final String STDOUT = "-";

    private final Flag<String> file;

    ReportFlag(FlagSet flags) {
        file = flags.text(
                        "report",
                        "Write what was changed, or would be by a dry run, to a file (- for stdout, JSON for *.json)")
                .names(Kind.FILE);
    }

    boolean isSet() {
        return !file.value().isEmpty();
    }

    /**
     * Looks at the place of the file before anything is changed.
     *
     * @throws RegistryException of kind INVALID_INPUT when no file can be there
     */
    void requirePlace(Invocation invocation) throws RegistryException {
        if (!isSet() || file.value().equals(STDOUT)) {
            return;
        }
        try {
            Path path = path(invocation);
            if (Files.isDirectory(path)) {
                throw refused("is a directory");
            }
            Path directory = path.toAbsolutePath().getParent();
            if (directory == null || !Files.isDirectory(directory)) {
                throw refused("no such directory");
            }
        } catch (InvalidPathException e) {
            throw refused(e.getReason());
        }
    }

    private RegistryException refused(String why) {
        return RegistryException.of(ErrorKind.INVALID_INPUT, "--report " + file.value() + ": " + why);
    }

    private Path path(Invocation invocation) {
        return invocation.environment().workingDirectory().resolve(file.value());
    }

    /** Writes the report, if it is asked for; gives the failure of that, which must not hide those of scripts. */
    Optional<IOException> write(ChangeReport changes, Invocation invocation) {
        String name = file.value();
        try {
            if (name.equals(STDOUT)) {
                invocation.out().append(changes.text());
            } else if (isSet()) {
                Files.writeString(path(invocation), name.endsWith(".json") ? changes.json() : changes.text());
            }
            return Optional.empty();
        } catch (IOException e) {
            String message = "--report " + name + ": " + FileFailure.reason(e);
            return Optional.of(RegistryException.of(ErrorKind.LOCAL_IO, message, e));
        }
    }
}
