// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.layer;

import io.regclient.archive.TemporaryFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of one piece of work; closing deletes those that were not handed on (contract MO-14). */
public final class TemporaryFiles implements Closeable {
    private final Path directory;
    private final List<TemporaryFile> files = new ArrayList<>();

    TemporaryFiles(Path directory) {
        this.directory = directory;
    }

    public TemporaryFile create() throws IOException {
        TemporaryFile file = TemporaryFile.create(directory);
        files.add(file);
        return file;
    }

    /** Leaves a file to the caller, who then deletes it. */
    TemporaryFile release(TemporaryFile file) {
        files.remove(file);
        return file;
    }

    @Override
    public void close() throws IOException {
        for (TemporaryFile file : files) {
            file.close();
        }
        files.clear();
    }
}
