// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Writes a tar archive (POSIX 1003.1, pax where a field is too small). Unless told otherwise an entry belongs to user
 * and group 0 without names and has the time 0, so that the same content gives the same bytes (contract EX-1). Not
 * thread-safe.
 */
public final class TarWriter {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    private final TarArchiveOutputStream tar;
    private final Set<String> directories = new HashSet<>();

    /** The stream is neither buffered nor closed. */
    public TarWriter(OutputStream out) {
        tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
    }

    /** Adds the directories above a name that are not there yet. */
    public void parents(String name) throws IOException {
        String parent = EntryName.parent(name);
        if (!parent.isEmpty() && directories.add(parent)) {
            parents(parent);
            TarArchiveEntry entry = plain(parent + "/", TarConstants.LF_DIR);
            entry.setMode(DIRECTORY_MODE);
            add(entry);
        }
    }

    /** Adds a file and the directories above it. */
    public void file(String name, byte[] content) throws IOException {
        file(name, content.length, new ByteArrayInputStream(content));
    }

    /**
     * Adds a file and the directories above it.
     *
     * @param size bytes of the content
     * @throws RegistryException of kind MISMATCH when the content has another size; the archive is then unusable
     */
    public void file(String name, long size, InputStream content) throws IOException {
        parents(name);
        TarArchiveEntry entry = plain(name, TarConstants.LF_NORMAL);
        entry.setMode(FILE_MODE);
        entry.setSize(size);
        add(entry, content);
    }

    /** Ends the archive; the stream stays open. */
    public void finish() throws IOException {
        tar.finish();
        tar.flush();
    }

    /** An entry without anything that depends on this machine or time. */
    static TarArchiveEntry plain(String name, byte type) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setModTime(0L);
        return entry;
    }

    void add(TarArchiveEntry entry) throws IOException {
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    void add(TarArchiveEntry entry, InputStream content) throws IOException {
        tar.putArchiveEntry(entry);
        byte[] buffer = new byte[64 << 10];
        long left = entry.getSize();
        int n = content.read(buffer);
        while (n >= 0 && n <= left) {
            tar.write(buffer, 0, n);
            left -= n;
            n = content.read(buffer);
        }
        if (left != 0 || n >= 0) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    "content of " + entry.getName() + " is " + (n < 0 ? "shorter" : "longer") + " than the expected "
                            + entry.getSize() + " bytes");
        }
        tar.closeArchiveEntry();
    }
}
