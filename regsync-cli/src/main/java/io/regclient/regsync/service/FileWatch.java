// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.service;

import io.regclient.digest.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Tells that a file has another content, whatever way that came there: written in place, replaced, or by a symbolic link
 * that leads elsewhere, as Kubernetes does it. A content is taken for complete when it did not change between two looks.
 * What is no regular file has none: a pipe can be read once. Not thread-safe.
 */
final class FileWatch {
    /** More than any configuration; the rest of a file does not count. */
    private static final int MAX_BYTES = 16 << 20;

    private final Path file;
    private Optional<Look> last;
    private Optional<Digest> known;

    /** A look at the file: what it costs nothing to ask, and the content. */
    private record Look(String attributes, Digest content) {}

    FileWatch(Path file) {
        this.file = file;
        this.last = look();
        this.known = last.map(Look::content);
    }

    /** Takes what is there now for known. */
    void reset() {
        last = look();
        known = last.map(Look::content);
    }

    /** True once for each new content; a file that is away is waited for. */
    boolean isChanged() {
        Optional<Look> before = last;
        if (before.isPresent() && before.get().attributes().equals(attributes())) {
            boolean changed = !before.map(Look::content).equals(known);
            known = before.map(Look::content);
            return changed;
        }
        last = look();
        return false;
    }

    private String attributes() {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
        } catch (IOException e) {
            return "";
        }
    }

    /** Attributes first: a content that is written in between is another one at the next look. */
    private Optional<Look> look() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        String attributes = attributes();
        try (InputStream content = Files.newInputStream(file)) {
            return Optional.of(new Look(attributes, Digest.sha256(content.readNBytes(MAX_BYTES))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
