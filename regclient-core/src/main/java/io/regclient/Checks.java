// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.tarball.ArchiveFile;
import io.regclient.tarball.ArchiveValidator;
import io.regclient.validate.ImageValidator;
import io.regclient.validate.KnownContent;
import io.regclient.validate.Validation;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** Whether what is stored is complete: {@link RegClient#checks}, which says how its methods fail. */
public final class Checks {
    private final SchemeSet schemes;

    Checks(SchemeSet schemes) {
        this.schemes = schemes;
    }

    /**
     * Looks at all manifests and blobs an image or index needs.
     *
     * @param deep blobs are read and hashed, instead of asked for
     * @return what is wrong; only where a host gives no answer the check itself fails
     */
    public Validation image(Ref ref, boolean deep) throws IOException {
        Scheme scheme = schemes.ofVersion(ref);
        return Operations.call(() -> new ImageValidator(scheme, deep, Operations.surroundings()).check(ref));
    }

    /**
     * The same for one of several images of a repository.
     *
     * @param known what the checks of the others found, of the same depth
     */
    public Validation image(Ref ref, boolean deep, KnownContent known) throws IOException {
        Scheme scheme = schemes.ofVersion(ref);
        return Operations.call(() -> new ImageValidator(scheme, deep, Operations.surroundings(), known).check(ref));
    }

    /**
     * The same for all images of a tar archive, plain or compressed: an OCI layout, or what {@code docker save} writes.
     *
     * @param name what the archive is called in the result
     * @throws RegistryException of kind LOCAL_IO for a file that cannot be read
     */
    public Validation archive(Path file, String name, boolean deep) throws IOException {
        try (SeekableByteChannel channel = ArchiveFile.open(file)) {
            return new ArchiveValidator(deep).check(channel, name);
        }
    }
}
