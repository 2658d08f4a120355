// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.layer;

import io.regclient.archive.TarHeader;
import io.regclient.archive.TarRewriter;
import io.regclient.archive.TemporaryFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * One entry of a layer on its way through the file steps. Never changed: {@code with…} makes another one.
 *
 * @param header everything but the content
 * @param content where the content is
 * @param files where steps put content; deleted when the entry has been written
 */
public record LayerFile(TarHeader header, Content content, TemporaryFiles files) {

    /** Where the content of an entry is. */
    sealed interface Content {
        InputStream open() throws IOException;
    }

    /** Still in the archive; it can be read once, and then has to be {@link Copied}. */
    record Stored(TarRewriter tar) implements Content {
        @Override
        public InputStream open() {
            return tar.content();
        }
    }

    /** In a file, not changed. */
    record Copied(TemporaryFile file) implements Content {
        @Override
        public InputStream open() throws IOException {
            return file.read();
        }
    }

    /** In a file, changed. */
    public record Edited(TemporaryFile file) implements Content {
        @Override
        public InputStream open() throws IOException {
            return file.read();
        }
    }

    public LayerFile withHeader(TarHeader newHeader) {
        return newHeader == header ? this : new LayerFile(newHeader, content, files);
    }

    public LayerFile withContent(Content newContent) {
        return new LayerFile(header, newContent, files);
    }

    /** The content in a file, so that it can be read and still be written. */
    public TemporaryFile copy() throws IOException {
        TemporaryFile file = files.create();
        try (InputStream in = content.open();
                OutputStream out = file.write()) {
            in.transferTo(out);
        }
        return file;
    }

    /** The content again after it was copied and not changed; one that was changed before stays changed. */
    public Content copied(TemporaryFile copy) {
        return switch (content) {
            case Stored stored -> new Copied(copy);
            case Copied copied -> copied;
            case Edited edited -> edited;
        };
    }

    /** Writes the entry behind those written before. */
    void writeTo(TarRewriter tar) throws IOException {
        switch (content) {
            case Stored stored -> stored.tar().keep(header);
            case Copied copied -> {
                try (InputStream in = copied.open()) {
                    tar.keep(header, in);
                }
            }
            case Edited edited -> {
                try (InputStream in = edited.open()) {
                    tar.replace(header, edited.file().size(), in);
                }
            }
        }
    }
}
