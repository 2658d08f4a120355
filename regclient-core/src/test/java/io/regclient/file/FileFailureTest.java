// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Words for failures of files. */
class FileFailureTest {
    @Test
    @DisplayName("ER-1: an interrupt of a thread that uses a file is of kind CANCELED and shows no class name")
    void interrupts() {
        for (IOException failure : List.of(new ClosedByInterruptException(), new FileLockInterruptionException())) {
            RegistryException named = RegistryException.ofFile("write x", FileFailure.reason(failure), failure);
            assertThat(named).hasMessage("write x: context canceled");
            assertThat(named.kind()).isEqualTo(ErrorKind.CANCELED);
            RegistryException elsewhere = RegistryException.withContext("read y", failure);
            assertThat(elsewhere).hasMessage("read y: context canceled");
            assertThat(elsewhere.kind()).isEqualTo(ErrorKind.CANCELED);
        }
    }

    @Test
    @DisplayName("ER-1: other failures are of kind LOCAL_IO, and a known one stays")
    void others() {
        RegistryException absent = failed(new NoSuchFileException("x"));
        assertThat(absent).hasMessage("read x: no such file or directory");
        assertThat(absent.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(failed(absent)).isSameAs(absent);
    }

    private static RegistryException failed(IOException failure) {
        return RegistryException.ofFile("read x", FileFailure.reason(failure), failure);
    }
}
