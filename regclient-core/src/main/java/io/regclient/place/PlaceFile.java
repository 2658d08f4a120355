// SPDX-License-Identifier: Apache-2.0
package io.regclient.place;

import io.regclient.file.PrivateFile;
import io.regclient.file.SmallFile;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of one registry: lines of {@code DIGEST REPOSITORY}, newest last, and {@code -DIGEST REPOSITORY}
 * where that turned out to be wrong. Each line is appended by one write, so that the lines of several processes do not
 * mix and one that is killed leaves whole lines; whatever is no line is passed over. A file that has become too long is
 * replaced by its newest half; what another process appends at that moment is lost, which costs an upload. Thread-safe.
 */
final class PlaceFile {
    private static final Logger LOG = LoggerFactory.getLogger(PlaceFile.class);

    /** Largest file, some ten thousand lines; of a larger one only the end is read. */
    static final int MAX_BYTES = 1 << 20;

    /** Repositories that are kept for one blob. */
    static final int MAX_REPOSITORIES = 4;

    private static final char WRONG = '-';

    private final Path file;
    private final Map<String, List<String>> repositories = new HashMap<>();
    private boolean read;
    private boolean writable = true;

    PlaceFile(Path file) {
        this.file = file;
    }

    /** The repositories that hold the blob, the latest first. */
    synchronized List<String> repositories(String digest) {
        readOnce();
        return repositories.getOrDefault(digest, List.of());
    }

    synchronized void add(String digest, String repository) {
        readOnce();
        // the limit of the file is that of the memory, too
        boolean kept = read && writable;
        if (kept && !repositories.getOrDefault(digest, List.of()).contains(repository)) {
            put(digest, repository);
            append(digest + " " + repository + "\n");
        }
    }

    synchronized void remove(String digest, String repository) {
        readOnce();
        if (repositories.getOrDefault(digest, List.of()).contains(repository)) {
            drop(digest, repository);
            append(WRONG + digest + " " + repository + "\n");
        }
    }

    private void put(String digest, String repository) {
        List<String> known = repositories.getOrDefault(digest, List.of());
        if (known.isEmpty()) {
            repositories.put(digest, List.of(repository));
            return;
        }
        List<String> more = new ArrayList<>(known);
        more.remove(repository);
        more.addFirst(repository);
        repositories.put(digest, List.copyOf(more.subList(0, Math.min(more.size(), MAX_REPOSITORIES))));
    }

    private void drop(String digest, String repository) {
        List<String> fewer = new ArrayList<>(repositories.getOrDefault(digest, List.of()));
        fewer.remove(repository);
        if (fewer.isEmpty()) {
            repositories.remove(digest);
        } else {
            repositories.put(digest, List.copyOf(fewer));
        }
    }

    private void readOnce() {
        if (read) {
            return;
        }
        try {
            readAll();
            read = true;
        } catch (NoSuchFileException e) {
            read = true; // the first line makes it
        } catch (ClosedByInterruptException e) {
            LOG.debug("reading {} was interrupted", file);
        } catch (IOException e) {
            read = true;
            stopWriting(e);
        }
    }

    private void readAll() throws IOException {
        byte[] end = SmallFile.readEnd(file, MAX_BYTES + 1);
        boolean tooLong = end.length > MAX_BYTES;
        String all = new String(end, StandardCharsets.ISO_8859_1);
        String text = tooLong ? all.substring(all.indexOf('\n', end.length / 2) + 1) : all;
        repositories.clear();
        int from = 0;
        for (int to = text.indexOf('\n'); to >= 0; to = text.indexOf('\n', from)) {
            learn(text, from, to);
            from = to + 1;
        }
        if (tooLong) {
            PrivateFile.renew(file, text.substring(0, from).getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Only the shape is looked at: a digest that is none is never asked for, and who asks looks at the repository. */
    private void learn(String text, int from, int to) {
        int space = text.indexOf(' ', from, to);
        if (space <= from || space + 1 >= to) {
            return;
        }
        String repository = text.substring(space + 1, to);
        if (text.charAt(from) == WRONG) {
            drop(text.substring(from + 1, space), repository);
        } else {
            put(text.substring(from, space), repository);
        }
    }

    private void append(String line) {
        if (!writable || !read) {
            return;
        }
        try {
            if (PrivateFile.append(file, line.getBytes(StandardCharsets.ISO_8859_1)) > MAX_BYTES) {
                readAll();
            }
        } catch (ClosedByInterruptException e) {
            LOG.debug("writing {} was interrupted", file);
        } catch (IOException e) {
            stopWriting(e);
        }
    }

    private void stopWriting(IOException e) {
        writable = false;
        LOG.debug("places of blobs are not written any more: {}", e.toString());
    }
}
