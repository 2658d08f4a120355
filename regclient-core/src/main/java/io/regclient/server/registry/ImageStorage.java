// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.server.samples.SampleImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Puts images held in memory straight into the store. */
final class ImageStorage {
    private final StoreDirectory store;

    ImageStorage(StoreDirectory store) {
        this.store = store;
    }

    void put(String repository, SampleImage image, List<String> tags) throws IOException {
        RepositoryName name = RepositoryName.tryParse(repository)
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.INVALID_REFERENCE, "not a repository name: \"" + repository + "\""));
        for (String tag : tags) {
            if (!IndexEntry.isTag(tag)) {
                throw RegistryException.of(ErrorKind.INVALID_REFERENCE, "not a tag: \"" + tag + "\"");
            }
        }
        try {
            store(store.repository(name), image, tags);
        } catch (RegistryException e) {
            throw e;
        } catch (IOException e) {
            throw RegistryException.of(
                    ErrorKind.LOCAL_IO, "store " + repository + ": " + RegistryException.describe(e), e);
        }
    }

    private void store(Repository repository, SampleImage image, List<String> tags) throws IOException {
        for (SampleImage.Content blob : image.blobs()) {
            Path file = store.staging().newFile();
            try {
                Files.write(file, blob.bytes());
                repository.addBlob(file, blob.digest());
            } finally {
                Files.deleteIfExists(file);
            }
        }
        for (SampleImage.Content manifest : image.manifests()) {
            IndexEntry entry = IndexEntry.of(manifest.mediaType(), manifest.digest(), manifest.bytes().length);
            List<String> names = manifest == image.root() ? tags : List.of();
            repository.putManifest(entry, manifest.bytes(), names, index -> {});
        }
        for (SampleImage referrer : image.referrers()) {
            store(repository, referrer, List.of());
        }
    }
}
