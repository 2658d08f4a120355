// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.Compression;
import io.regclient.archive.EntryName;
import io.regclient.archive.TarEntry;
import io.regclient.archive.TarHeader;
import io.regclient.archive.TarRewriter;
import io.regclient.archive.TemporaryFile;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.mod.layer.LayerFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;

/**
 * Edits of the files in layers (contract section 17, phase F). They concern every layer that is a tar archive and has
 * no URLs.
 */
public final class FileEdits {
    private static final char HARD_LINK = '1';

    private FileEdits() {}

    /**
     * Removes a file or a directory with all that is below it from every layer; a layer left empty is dropped (MO-4).
     * Whiteouts beside it stay, and so do hard links elsewhere that lead to a removed file: those then lead nowhere, which
     * is warned about, since such an image cannot be unpacked.
     *
     * @param path name in the image; a leading "/" changes nothing
     */
    public static ImageEdit layerStripFile(String path) {
        String name = EntryName.below(path);
        return plan -> {
            if (name.isEmpty()) {
                throw RegistryException.of(ErrorKind.INVALID_INPUT, "\"" + path + "\" is not the name of a file");
            }
            AtomicBoolean found = new AtomicBoolean();
            plan.strips(name);
            plan.onFile(file -> {
                if (isAtOrBelow(name, file.header().name())) {
                    found.set(true);
                    return Optional.empty();
                }
                if (file.header().type() == HARD_LINK
                        && isAtOrBelow(name, file.header().linkName())
                        && plan.stripped().stream()
                                .noneMatch(other ->
                                        isAtOrBelow(other, file.header().name()))) {
                    warn(file.header().name(), "A hard link leads to a removed file, the image cannot be unpacked");
                }
                return Optional.of(file);
            });
            warnUnless(found, plan, path, "No layer has the file to remove");
        };
    }

    /** Tells a run that has not come across a file. */
    private static void warnUnless(AtomicBoolean found, EditPlan plan, String path, String message) {
        plan.onEnd(() -> {
            if (!found.get()) {
                warn(path, message);
            }
        });
    }

    private static void warn(String file, String message) {
        LoggerFactory.getLogger(FileEdits.class)
                .atWarn()
                .addKeyValue("file", file)
                .log(message);
    }

    private static boolean isAtOrBelow(String name, String entry) {
        String found = EntryName.below(entry);
        return found.equals(name) || found.startsWith(name + "/");
    }

    /** Clears the names of users and groups; their numbers stay. */
    public static ImageEdit layerReproducible() {
        return plan ->
                plan.onFile(file -> Optional.of(file.withHeader(file.header().withoutOwnerNames())));
    }

    /** Changes the times of all entries, those that they have. */
    public static ImageEdit layerTimestamp(TimeChange change) {
        return plan -> {
            PlannedTime time = PlannedTime.of(plan, "WithLayerTimestamp", change);
            BaseLayers base = new BaseLayers(plan, change);
            plan.onFile(
                    layer -> !base.contains(layer),
                    file -> Optional.of(file.withHeader(changeTimes(file.header(), time.known()))));
        };
    }

    /**
     * Changes the times of the entries of a tar archive, not compressed, that is a file in a layer.
     *
     * @param name name of the file in the image; a leading "/" changes nothing
     */
    public static ImageEdit fileTarTime(String name, TimeChange change) throws RegistryException {
        String wanted = EditName.required("file", EntryName.below(name));
        return plan -> {
            PlannedTime time = PlannedTime.of(plan, "WithFileTarTime", change);
            BaseLayers base = new BaseLayers(plan, change);
            AtomicBoolean found = new AtomicBoolean();
            plan.onFile(layer -> !base.contains(layer), file -> {
                if (!isFile(wanted, file)) {
                    return Optional.of(file);
                }
                found.set(true);
                return Optional.of(changeTimesWithin(file, time.known()));
            });
            warnUnless(found, plan, name, "No layer to change has the archive whose times are to change");
        };
    }

    private static boolean isFile(String name, LayerFile file) {
        return file.header().kind() == TarEntry.Kind.FILE
                && EntryName.below(file.header().name()).equals(name);
    }

    private static LayerFile changeTimesWithin(LayerFile file, TimeChange change) throws IOException {
        try {
            if (file.header().isSparse()) {
                throw RegistryException.of(ErrorKind.UNSUPPORTED, "times in a sparse file cannot be changed");
            }
            TemporaryFile original = file.copy();
            requirePlain(original);
            TemporaryFile edited = file.files().create();
            return file.withContent(
                    rewrite(original, edited, change) ? new LayerFile.Edited(edited) : file.copied(original));
        } catch (IOException e) {
            throw RegistryException.withContext("file " + file.header().name(), e);
        }
    }

    private static void requirePlain(TemporaryFile archive) throws IOException {
        try (InputStream in = archive.read()) {
            Compression compression = Compression.detect(in.readNBytes(Compression.MAGIC_BYTES));
            if (compression != Compression.NONE) {
                throw RegistryException.of(
                        ErrorKind.UNSUPPORTED,
                        "it is compressed with " + compression
                                + ", and times can only be changed in a plain tar archive");
            }
        }
    }

    /** Tells whether anything has changed. */
    private static boolean rewrite(TemporaryFile original, TemporaryFile edited, TimeChange change) throws IOException {
        try (InputStream in = original.read();
                OutputStream out = edited.write()) {
            TarRewriter tar = new TarRewriter(in, out, ArchiveLimits.DEFAULT);
            for (Optional<TarHeader> next = tar.next(); next.isPresent(); next = tar.next()) {
                tar.keep(changeTimes(next.get(), change));
            }
            return tar.isChanged();
        }
    }

    private static TarHeader changeTimes(TarHeader header, TimeChange change) throws RegistryException {
        TarHeader changed = header.withModified(change.apply(header.modified()));
        Optional<Instant> accessed = header.accessed();
        if (accessed.isPresent()) {
            changed = changed.withAccessed(change.apply(accessed.get()));
        }
        Optional<Instant> statusChanged = header.statusChanged();
        return statusChanged.isPresent() ? changed.withStatusChanged(change.apply(statusChanged.get())) : changed;
    }
}
