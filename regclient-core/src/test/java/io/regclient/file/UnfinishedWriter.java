// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

import java.io.IOException;
import java.nio.file.Path;

/** A process of its own that begins to write a file and waits to be killed: {@code UnfinishedWriter DIRECTORY}. */
final class UnfinishedWriter {
    private UnfinishedWriter() {}

    static void main(String[] args) throws IOException {
        try (AtomicFile file = AtomicFile.in(Path.of(args[0]), "", Durability.NONE)) {
            file.write(new byte[1], 1);
            System.out.write('w');
            System.out.flush();
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
