// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.ArchiveLimits;
import java.util.Optional;

/**
 * What is imported.
 *
 * @param name name of the image within an archive of several (IM-2, IM-4)
 * @param limits how much is read from the archive
 */
public record ImportOptions(Optional<String> name, ArchiveLimits limits) {
    /** The only image, or the one with the digest or tag of the target. */
    public static final ImportOptions PLAIN = new ImportOptions(Optional.empty(), ArchiveLimits.DEFAULT);

    public ImportOptions withName(String newName) {
        return new ImportOptions(Optional.of(newName), limits);
    }

    public ImportOptions withLimits(ArchiveLimits newLimits) {
        return new ImportOptions(name, newLimits);
    }
}
