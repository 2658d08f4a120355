// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** A shell that can complete command lines, and where it looks for scripts by itself. */
public enum Shell {
    BASH("bash-completion/completions/%s", "source <(%s completion bash)"),
    ZSH("zsh/site-functions/_%s", "source <(%s completion zsh)"),
    FISH("fish/vendor_completions.d/%s.fish", "%s completion fish | source"),
    POWERSHELL("", "%s completion powershell | Out-String | Invoke-Expression");

    private final String file;
    private final String use;

    Shell(String file, String use) {
        this.file = file;
        this.use = use;
    }

    /** The word for it on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where the shell looks for the script below a {@code share} directory; PowerShell looks nowhere. */
    public Optional<String> file(String program) {
        return file.isEmpty() ? Optional.empty() : Optional.of(file.formatted(program));
    }

    /** The line that loads the script into a running shell. */
    String use(String program) {
        return use.formatted(program);
    }

    /**
     * The script of a program.
     *
     * @param described candidates are shown with what they mean
     */
    public String script(String program, boolean described) {
        String resource = word() + ".script";
        try (InputStream in = Shell.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the program's own archive lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("%PROGRAM%", program)
                    .replace("%COMPLETE%", described ? CompletionCommands.DESCRIBED : CompletionCommands.PLAIN);
        } catch (IOException e) {
            throw new UncheckedIOException("the program's own archive cannot be read", e);
        }
    }
}
