// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Looks for one file in a layer (contract AR-5). Layers are asked from the newest to the oldest. */
public final class LayerSearch {
    private static final String WHITEOUT = ".wh.";
    private static final String OPAQUE = ".wh..wh..opq";

    private final String name;
    private final Set<String> deletions = new HashSet<>();

    /**
     * @param name name of a file in the image; a leading "/" changes nothing
     * @throws RegistryException of kind INVALID_INPUT for the top directory and for names of whiteouts
     */
    public LayerSearch(String name) throws RegistryException {
        this.name = EntryName.below(name);
        if (this.name.isEmpty()) {
            throw invalid(name, "it is the top directory");
        }
        if (EntryName.last(this.name).startsWith(WHITEOUT)) {
            throw invalid(name, WHITEOUT + " prefix is reserved for whiteout files");
        }
        for (String path = this.name; !path.isEmpty(); path = EntryName.parent(path)) {
            String parent = EntryName.parent(path);
            deletions.add(EntryName.join(parent, WHITEOUT + EntryName.last(path)));
            deletions.add(EntryName.join(parent, OPAQUE));
        }
    }

    private static RegistryException invalid(String name, String why) {
        return RegistryException.of(
                ErrorKind.INVALID_INPUT, "\"" + name + "\" is not the name of a file in a layer: " + why);
    }

    /**
     * Goes to the file; {@link TarReader#content} then is its content. A file counts even when the same layer has a
     * whiteout for it.
     *
     * @throws RegistryException of kind FILE_DELETED when this layer removes the file, so that older layers do not
     *     matter; FILE_NOT_FOUND when it says nothing about it
     */
    public TarEntry find(TarReader layer) throws IOException {
        boolean deleted = false;
        for (Optional<TarEntry> next = layer.next(); next.isPresent(); next = layer.next()) {
            String found = EntryName.below(next.get().name());
            if (found.equals(name)) {
                return next.get();
            }
            deleted |= deletions.contains(found);
        }
        throw deleted
                ? RegistryException.of(ErrorKind.FILE_DELETED, "file deleted: " + name)
                : RegistryException.of(ErrorKind.FILE_NOT_FOUND, "file not found: " + name);
    }
}
