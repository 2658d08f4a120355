// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.ExampleFiles;
import io.regclient.testing.ExternalProgram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How {@code examples/build-image.sh} refuses arguments; {@link ContainerImagesIT} runs what it builds. */
class BuildImageIT {
    private static void assertRefused(String line, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of("sh", ExampleFiles.directory().resolve("build-image.sh").toString()));
        command.addAll(List.of(arguments));
        ExternalProgram run = ExternalProgram.run(command);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).isEqualTo("build-image.sh: " + line + "\n");
    }

    @Test
    @DisplayName("a program that is none of the three, and a base that is not there, are named in one line")
    void refuses() throws IOException {
        assertRefused("no program regfoo: it is regctl, regsync or regbot", "base", "localhost:1/to", "regfoo");
        assertRefused(
                "the base ./none is neither a directory nor an image: invalid reference \"./none\"",
                "./none",
                "localhost:1/to");
    }
}
