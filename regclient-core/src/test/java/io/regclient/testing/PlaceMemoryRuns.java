// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Runs of a program that copies, which remembers where blobs are, but only where it may. */
public final class PlaceMemoryRuns {
    private PlaceMemoryRuns() {}

    /**
     * Checks what is there after runs of {@code once} that read their configuration from standard input.
     *
     * @param off the program with the memory switched off by its environment
     * @param home its home directory
     * @param change run between the runs, so that there is something to copy
     */
    public static void check(CliRunner off, Path home, Runnable change) {
        CliRunner on = off.env("REGCLIENT_CACHE", "");
        Path places = home.resolve(".cache/regclient/blobs");

        off.run("once", "-c", "-").check().succeeds();
        change.run();
        on.run("once", "-c", "-", "--no-cache").check().succeeds();
        assertThat(places).doesNotExist();

        change.run();
        on.run("once", "-c", "-").check().succeeds();
        assertThat(places).isDirectory();
    }
}
