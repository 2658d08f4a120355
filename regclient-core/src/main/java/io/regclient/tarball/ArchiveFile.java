// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.error.RegistryException;
import io.regclient.file.FileFailure;
import io.regclient.file.RegularFile;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** An archive in a file. */
public final class ArchiveFile {
    private ArchiveFile() {}

    /**
     * Opens an archive to read it; the caller closes it.
     *
     * @throws RegistryException of kind LOCAL_IO
     */
    public static SeekableByteChannel open(Path archive) throws RegistryException {
        try {
            return RegularFile.open(archive);
        } catch (IOException e) {
            throw RegistryException.ofFile("failed to open " + archive, FileFailure.reason(e), e);
        }
    }
}
