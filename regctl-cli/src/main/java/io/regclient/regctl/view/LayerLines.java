// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.archive.TarEntry;
import io.regclient.archive.TarHeader;
import io.regclient.archive.TarReader;
import io.regclient.diff.Lines;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.VisibleText;
import io.regclient.model.Rfc3339;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** The entries of a layer, one line each, for people who compare layers (contract regctl 9.2.4). */
public final class LayerLines {
    private static final String PERMISSIONS = "rwxrwxrwx";
    private static final int BUFFER_BYTES = 64 << 10;

    private final TarReader layer;
    private final boolean withTime;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    private LayerLines(TarReader layer, boolean withTime) {
        this.layer = layer;
        this.withTime = withTime;
    }

    /**
     * Reads a layer to the end of its archive.
     *
     * @param what names the layer in messages
     * @param withTime shows when files were changed, in the zone of this machine
     */
    public static Lines of(TarReader layer, String what, boolean withTime) throws IOException {
        LayerLines entries = new LayerLines(layer, withTime);
        Lines lines = new Lines(what);
        for (Optional<TarEntry> next = layer.next(); next.isPresent(); next = layer.next()) {
            lines.add(entries.line(layer.header(), next.get().size()));
        }
        return lines;
    }

    private String line(TarHeader header, long size) throws IOException {
        StringBuilder line = new StringBuilder(160).append(mode(header.writtenMode()));
        line.append(' ').append(header.userId()).append('/').append(header.groupId());
        line.append(' ').append(String.format(Locale.ROOT, "%8d", size));
        if (withTime) {
            OffsetDateTime time = header.modified()
                    .truncatedTo(ChronoUnit.SECONDS)
                    .atZone(ZoneId.systemDefault())
                    .toOffsetDateTime();
            line.append(' ').append(Rfc3339.format(time));
        }
        line.append(' ').append(String.format(Locale.ROOT, "%-40s", VisibleText.name(header.writtenName())));
        if (size > 0) {
            line.append(' ').append(digest());
        }
        return line.toString();
    }

    /** Permission bits only: a directory looks like a file, as in the Go program. */
    private static String mode(long mode) {
        StringBuilder text = new StringBuilder("-");
        for (int i = 0; i < PERMISSIONS.length(); i++) {
            boolean set = (mode >> (PERMISSIONS.length() - 1 - i) & 1) != 0;
            text.append(set ? PERMISSIONS.charAt(i) : '-');
        }
        return text.toString();
    }

    private String digest() throws IOException {
        MessageDigest hash = DigestAlgorithm.SHA256.hasher();
        InputStream content = layer.content();
        for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
            hash.update(buffer, 0, n);
        }
        return DigestAlgorithm.SHA256.finish(hash.digest()).toString();
    }
}
