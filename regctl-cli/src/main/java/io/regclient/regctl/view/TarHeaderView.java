// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.archive.TarHeader;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** The header of a tar entry as templates see it, with the fields of Go's {@code tar.Header} (contract regctl 7.7). */
public final class TarHeaderView {
    /** What a time is that the archive does not tell: Go's zero time. */
    private static final Instant UNKNOWN = Instant.parse("0001-01-01T00:00:00Z");

    private TarHeaderView() {}

    /** The data of a command that shows a file: its header, and a reader that no function of a template can read. */
    public static TemplateObject ofFile(TarHeader header) throws IOException {
        return TemplateObject.struct("struct { Header *tar.Header; Reader io.Reader }")
                .field("Header", of(header))
                .field("Reader", TemplateObject.struct("*tar.Reader").build())
                .build();
    }

    private static TemplateObject of(TarHeader header) throws IOException {
        ObjectBuilder view = TemplateObject.struct("*tar.Header")
                .field("Typeflag", (int) header.type())
                .field("Name", header.writtenName())
                .field("Linkname", header.linkName())
                .field("Size", header.size())
                .field("Mode", header.writtenMode())
                .field("Uid", header.userId())
                .field("Gid", header.groupId())
                .field("Uname", header.userName())
                .field("Gname", header.groupName());
        return view.field("ModTime", header.modified())
                .field("AccessTime", time(header.accessed()))
                .field("ChangeTime", time(header.statusChanged()))
                .build();
    }

    private static Instant time(Optional<Instant> told) {
        return told.orElse(UNKNOWN);
    }
}
