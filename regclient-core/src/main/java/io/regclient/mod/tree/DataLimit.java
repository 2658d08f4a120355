// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which descriptors carry their content as {@code data} (DE-2).
 *
 * @param max bytes of the largest content that is embedded, larger content is not; empty: what is there stays
 */
public record DataLimit(OptionalLong max) {
    public static final DataLimit KEEP = new DataLimit(OptionalLong.empty());

    /** Reads content that may be embedded. */
    @FunctionalInterface
    interface Content {
        byte[] read() throws IOException;
    }

    /** A limit in bytes; a negative one keeps what is there. */
    public static DataLimit of(long max) {
        return max < 0 ? KEEP : new DataLimit(OptionalLong.of(max));
    }

    /** True when content of this size will be embedded, or may be: in place of content that was. */
    public boolean embeds(Descriptor read, long size) {
        return size <= Math.min(max.orElse(read.data().isPresent() ? Long.MAX_VALUE : -1), Manifest.MAX_PUSH_BYTES);
    }

    /**
     * The descriptor with or without data.
     *
     * @param read the descriptor as it was read; its data stays unless a limit was set, brought up to date when the
     *     content is another one now
     * @param now the descriptor to be written
     * @param content the content of {@code now}, only read when needed
     */
    Descriptor apply(Optional<Descriptor> read, Descriptor now, Content content) throws IOException {
        Optional<String> had = read.flatMap(Descriptor::data);
        boolean same = read.flatMap(Descriptor::digest).equals(now.digest());
        if (max.isEmpty() && (had.isEmpty() || same)) {
            return now;
        }
        // a manifest with more than this could not be pushed (MF-13)
        if (now.size() > Math.min(max.orElse(Long.MAX_VALUE), Manifest.MAX_PUSH_BYTES)) {
            return now.withData(Optional.empty());
        }
        return same && now.embeddedContent().isPresent() ? now : now.withData(Optional.of(content.read()));
    }
}
