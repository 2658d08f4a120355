// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.file.RegularFile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a directory for one server at a time. The file that is locked says who that is: the process, and the address once
 * the server listens, for the message of the next one.
 */
final class StoreLock implements AutoCloseable {
    private static final int MAX_BYTES = 512;

    /** Who may write the directory may write anything here, and it ends up in a message. */
    private static final Pattern HOLDER =
            Pattern.compile("process ([0-9]{1,20})(?: at (https?://[-.:\\[\\]0-9A-Za-z]{1,255}/))?\n");

    private final FileChannel file;

    private StoreLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Takes the directory.
     *
     * @throws RegistryException of kind LOCAL_IO when another server has it
     */
    static StoreLock take(Path directory) throws IOException {
        Path path = directory.resolve(".lock");
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            RegularFile.require(path, LinkOption.NOFOLLOW_LINKS);
        }
        FileChannel file = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            if (!tryLock(file)) {
                throw RegistryException.of(
                        ErrorKind.LOCAL_IO,
                        "registry directory " + directory + " is in use by another registry server" + holder(file));
            }
            StoreLock lock = new StoreLock(file);
            lock.write("");
            return lock;
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private static boolean tryLock(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by another server in this process
        }
    }

    private static String holder(FileChannel file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
        int read = file.read(content, 0);
        while (read > 0 && content.hasRemaining()) {
            read = file.read(content, content.position());
        }
        Matcher holder = HOLDER.matcher(StandardCharsets.US_ASCII.decode(content.flip()));
        if (!holder.matches()) {
            return "";
        }
        String address = holder.group(2);
        return ", process " + holder.group(1) + (address == null ? "" : " at " + address);
    }

    /** Says where the server listens. */
    void announce(URI address) {
        write(" at " + address);
    }

    private void write(String where) {
        String holder = "process " + ProcessHandle.current().pid() + where + "\n";
        try {
            file.truncate(0);
            file.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
        } catch (IOException e) {
            return; // on a full disk the next server is told less, and this one still serves what is there
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
