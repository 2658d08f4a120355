// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.archive.TarEntry;
import io.regclient.archive.TarHeader;
import io.regclient.image.ImageFile;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.view.TarHeaderView;
import java.io.IOException;
import org.slf4j.LoggerFactory;

/** What {@code get-file} shows of a file: its content, or its header by a template (contract regctl 9.6.7). */
public final class FileContent {
    private FileContent() {}

    /** Writes the content, of which a directory or a link has none. */
    public static void show(Invocation invocation, ImageFile file, FormatFlag format, Destination destination)
            throws IOException {
        if (!format.value().isEmpty()) {
            format.print(invocation, TarHeaderView.ofFile(file.header()));
            return;
        }
        destination.write(file.content()::transferTo);
        TarHeader header = file.header();
        if (header.kind() != TarEntry.Kind.FILE) {
            LoggerFactory.getLogger(FileContent.class)
                    .atWarn()
                    .addKeyValue("file", header.writtenName())
                    .addKeyValue("link", header.linkName())
                    .log("Not a regular file, it has no content");
        }
    }
}
