// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.image.IndexEditor;
import io.regclient.image.IndexEntrySource;
import io.regclient.image.NewIndex;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.List;

/** Indexes and manifest lists, by their entries: {@link RegClient#indexes}, which says how its methods fail. */
public final class Indexes {
    private final SchemeSet schemes;
    private final SharedCopier copier;

    Indexes(SchemeSet schemes, SharedCopier copier) {
        this.schemes = schemes;
        this.copier = copier;
    }

    /**
     * Pushes a new index; images it is made of are copied before (regctl 9.7.1).
     *
     * @param target with the tag of the index, which may have been something else
     */
    public Manifest create(Ref target, NewIndex index, IndexEntrySource entries) throws IOException {
        return Operations.call(() -> editor().create(target, index, entries));
    }

    /**
     * Appends entries, also for platforms the index has (regctl 9.7.2).
     *
     * @return the new index, which has the old one's tag
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for what is no index
     */
    public Manifest add(Ref target, IndexEntrySource entries) throws IOException {
        return Operations.call(() -> editor().add(target, entries));
    }

    /**
     * Removes all entries with one of the digests, or exactly one of the platforms (regctl 9.7.3).
     *
     * @return the new index, which has the old one's tag
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for what is no index
     */
    public Manifest delete(Ref target, List<Digest> digests, List<Platform> platforms) throws IOException {
        return Operations.call(() -> editor().delete(target, digests, platforms));
    }

    private IndexEditor editor() {
        return new IndexEditor(schemes, copier.get());
    }
}
