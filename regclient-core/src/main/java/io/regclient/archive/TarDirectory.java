// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.stream.InterruptibleInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.slf4j.LoggerFactory;

/** Directories of this machine to archives and back (contract AR-3, AR-4). */
public final class TarDirectory {
    /** Permissions, and what makes a program run as its owner or keeps others from deleting. */
    private static final int MODE_BITS = 07777;

    private static final int MAX_SHOWN = 200;

    private TarDirectory() {}

    /**
     * Writes what is below a directory, in the order of names, with modes, owners and times in whole seconds. Names of
     * directories have no slash at their end. Symbolic links lead where they led; devices, pipes and sockets are left
     * out with one warning. The stream stays open.
     *
     * @throws RegistryException of kind LOCAL_IO
     */
    public static void write(Path directory, OutputStream out) throws IOException {
        try {
            TarWriter tar = new TarWriter(out);
            LeftOut leftOut = new LeftOut();
            writeBelow(directory, "", tar, leftOut);
            tar.finish();
            leftOut.tell(directory, "Pipes, sockets and devices are left out of the archive");
        } catch (IOException e) {
            throw ArchiveError.local("failed to archive " + directory, e);
        }
    }

    /** What a directory has that no archive of files can hold, or an archive that is not extracted. */
    private static final class LeftOut {
        private int count;
        private String first = "";

        void add(String name) {
            first = count == 0 ? name : first;
            count++;
        }

        void tell(Path directory, String message) {
            if (count > 0) {
                LoggerFactory.getLogger(TarDirectory.class)
                        .atWarn()
                        .addKeyValue("directory", directory)
                        .addKeyValue("count", count)
                        .addKeyValue("first", first)
                        .log(message);
            }
        }
    }

    private static void writeBelow(Path directory, String prefix, TarWriter tar, LeftOut leftOut) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(directory)) {
            files = listed.sorted((a, b) -> last(a).compareTo(last(b))).toList();
        }
        for (Path file : files) {
            requireText(directory.relativize(file), directory);
            String name = EntryName.join(prefix, last(file));
            if (Files.isSymbolicLink(file)) {
                TarArchiveEntry link = entry(file, name, TarConstants.LF_SYMLINK);
                Path to = Files.readSymbolicLink(file);
                requireText(to, directory);
                link.setLinkName(to.toString().replace('\\', '/'));
                tar.add(link);
            } else if (Files.isDirectory(file)) {
                tar.add(entry(file, name, TarConstants.LF_DIR));
                writeBelow(file, name, tar, leftOut);
            } else if (Files.isRegularFile(file)) {
                TarArchiveEntry regular = entry(file, name, TarConstants.LF_NORMAL);
                regular.setSize(Files.size(file));
                try (InputStream content = InterruptibleInputStream.ofFile(file)) {
                    tar.add(regular, content);
                }
            } else {
                leftOut.add(name);
            }
        }
    }

    /**
     * Refuses a name whose bytes are no text in the locale's encoding. Its text has stand-ins for them, which would
     * silently become the name in the archive, the same for several files.
     */
    private static void requireText(Path name, Path directory) throws RegistryException {
        String text = name.toString();
        boolean same;
        try {
            same = name.getFileSystem().getPath(text).equals(name);
        } catch (InvalidPathException e) {
            same = false;
        }
        if (!same) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED,
                    "failed to archive " + directory + ": the name " + VisibleText.name(text, MAX_SHOWN)
                            + " cannot be represented; run in a UTF-8 locale, or rename what is not UTF-8");
        }
    }

    private static String last(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static TarArchiveEntry entry(Path file, String name, byte type) throws IOException {
        TarArchiveEntry entry = TarWriter.plain(name, type);
        long seconds =
                Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).to(TimeUnit.SECONDS);
        entry.setModTime(TimeUnit.SECONDS.toMillis(seconds));
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            int user = number(file, "uid");
            int group = number(file, "gid");
            entry.setIds(user, group);
            entry.setMode(number(file, "mode") & MODE_BITS);
            PosixFileAttributes owners =
                    Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            entry.setNames(name(owners.owner(), user), name(owners.group(), group));
        }
        return entry;
    }

    private static int number(Path file, String attribute) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:" + attribute, LinkOption.NOFOLLOW_LINKS);
    }

    /** The name of an owner; one without a name is named by its number, which is not repeated. */
    private static String name(Principal owner, int number) {
        return owner.getName().equals(Integer.toString(number)) ? "" : owner.getName();
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        char[] bits = "rwxrwxrwx".toCharArray();
        for (int i = 0; i < bits.length; i++) {
            if ((mode & (0400 >> i)) == 0) {
                bits[i] = '-';
            }
        }
        return PosixFilePermissions.fromString(new String(bits));
    }

    /**
     * Writes the directories (with their modes) and regular files of an archive into a directory that exists. No name
     * leads out of it; links and devices are left out with one warning; a file whose directory did not come before it is a failure.
     *
     * @throws RegistryException of kind LOCAL_IO, and the failures of {@link TarReader#next}
     */
    public static void extract(TarReader tar, Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw RegistryException.of(ErrorKind.LOCAL_IO, "failed to extract to " + directory + ": not a directory");
        }
        LeftOut leftOut = new LeftOut();
        for (Optional<TarEntry> next = tar.next(); next.isPresent(); next = tar.next()) {
            TarEntry entry = next.get();
            String name = EntryName.below(entry.name());
            try {
                Path target = name.isEmpty() ? directory : directory.resolve(name);
                extract(entry, tar.content(), target, leftOut);
            } catch (IOException e) {
                throw ArchiveError.local("failed to extract " + name + " to " + directory, e);
            } catch (InvalidPathException e) {
                throw RegistryException.of(
                        ErrorKind.PARSING_FAILED, "tar archive has a name no file can have: " + e.getReason(), e);
            }
        }
        leftOut.tell(directory, "Links and devices of the archive are left out");
    }

    private static void extract(TarEntry entry, InputStream content, Path target, LeftOut leftOut) throws IOException {
        switch (entry.kind()) {
            case DIRECTORY -> {
                if (!Files.isDirectory(target)) {
                    Files.createDirectories(target);
                    Optional<PosixFileAttributeView> view =
                            Optional.ofNullable(Files.getFileAttributeView(target, PosixFileAttributeView.class));
                    if (view.isPresent()) {
                        view.get().setPermissions(permissions(entry.mode()));
                    }
                }
            }
            case FILE -> {
                try (OutputStream out = Files.newOutputStream(target)) {
                    content.transferTo(out);
                }
            }
            case SYMBOLIC_LINK, HARD_LINK, OTHER -> leftOut.add(entry.name()); // a link could lead out
        }
    }
}
