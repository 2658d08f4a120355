// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Tar archives as other programs, or enemies, write them. */
public final class TarBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

    public TarBytes() {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    }

    public TarBytes file(String name, String content) {
        return file(name, content.getBytes(UTF_8));
    }

    public TarBytes file(String name, byte[] content) {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
        entry.setSize(content.length);
        return add(entry, content);
    }

    public TarBytes directory(String name) {
        return add(new TarArchiveEntry(name, TarConstants.LF_DIR, true), new byte[0]);
    }

    public TarBytes symbolicLink(String name, String target) {
        return link(name, target, TarConstants.LF_SYMLINK);
    }

    public TarBytes hardLink(String name, String target) {
        return link(name, target, TarConstants.LF_LINK);
    }

    private TarBytes link(String name, String target, byte type) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        return add(entry, new byte[0]);
    }

    /** A header, as GNU tar writes it, that says the next entry has a very long name. */
    public TarBytes longName(int length) {
        TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
        entry.setSize(length);
        return add(entry, "n".repeat(length).getBytes(UTF_8));
    }

    /** An entry that says it has many bytes, all zero, and a few of them. */
    public byte[] truncated(String name, long size) {
        try {
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
            entry.setSize(size);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            tar.putArchiveEntry(entry);
            tar.write(new byte[100]);
            tar.flush();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TarBytes add(TarArchiveEntry entry, byte[] content) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] build() {
        try {
            tar.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
