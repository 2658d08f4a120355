// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.archive.ArchiveLimits;
import io.regclient.archive.LayerSearch;
import io.regclient.archive.TarReader;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import io.regclient.stream.BlobReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Finds files in layers and in images as a container would see them (contract AR-5; regctl 9.2.6, 9.6.7). */
public final class FileLookup {
    private final SchemeSet schemes;

    public FileLookup(SchemeSet schemes) {
        this.schemes = schemes;
    }

    /**
     * Opens a file of one layer; the caller closes it.
     *
     * @param name a leading "/" changes nothing
     * @throws RegistryException of kind FILE_DELETED when the layer removes the file, FILE_NOT_FOUND when it says
     *     nothing about it, INVALID_INPUT for a name no file can have
     */
    public ImageFile inLayer(Ref repo, Descriptor layer, String name) throws IOException {
        return inLayer(repo, layer, new LayerSearch(name));
    }

    private ImageFile inLayer(Ref repo, Descriptor layer, LayerSearch search) throws IOException {
        BlobReader blob = schemes.ofRepo(repo).getBlob(repo, layer);
        try {
            TarReader tar = TarReader.open(blob, ArchiveLimits.DEFAULT);
            search.find(tar);
            return new ImageFile(tar);
        } catch (IOException e) {
            try (blob) {
                throw searched(blob, e);
            }
        }
    }

    /** A layer that was read in vain is read to its end, so that its digest vouches for what it does not hold. */
    private static IOException searched(BlobReader blob, IOException failure) throws IOException {
        if (isAbsent(failure) || RegistryException.is(failure, ErrorKind.FILE_DELETED)) {
            blob.transferTo(OutputStream.nullOutputStream());
        }
        return failure;
    }

    /**
     * Opens a file of an image; the caller closes it. Layers are asked from the newest to the oldest, so that the first
     * one that knows the file decides; links are not followed.
     *
     * @param platform which image of an index
     * @throws RegistryException like {@link #inLayer}, FILE_NOT_FOUND when no layer has the file
     */
    public ImageFile inImage(Ref ref, Optional<Platform> platform, String name) throws IOException {
        LayerSearch search = new LayerSearch(name);
        List<Descriptor> layers = new ManifestLookup(schemes).get(ref, platform).layers();
        for (int i = layers.size() - 1; i >= 0; i--) {
            try {
                return inLayer(ref, layers.get(i), search);
            } catch (IOException e) {
                if (!isAbsent(e)) {
                    throw RegistryException.withContext("failed pulling from layer " + i, e);
                }
            }
        }
        throw RegistryException.of(ErrorKind.FILE_NOT_FOUND, "file not found: " + name);
    }

    private static boolean isAbsent(IOException failure) {
        return RegistryException.is(failure, ErrorKind.FILE_NOT_FOUND);
    }
}
