// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.util.Optional;

/**
 * What is exported.
 *
 * @param name reference written into the archive instead of the one that is read (EX-5)
 * @param platform entry of an index to export instead of the index
 * @param compress the archive is compressed by gzip
 */
public record ExportOptions(Optional<Ref> name, Optional<Platform> platform, boolean compress) {
    /** The whole image under its own name, not compressed. */
    public static final ExportOptions PLAIN = new ExportOptions(Optional.empty(), Optional.empty(), false);

    public ExportOptions withName(Ref newName) {
        return new ExportOptions(Optional.of(newName), platform, compress);
    }

    public ExportOptions withPlatform(Platform newPlatform) {
        return new ExportOptions(name, Optional.of(newPlatform), compress);
    }

    public ExportOptions compressed() {
        return new ExportOptions(name, platform, true);
    }
}
