// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A repository that the registry did not know when a run began: it holds what the run brings there, and nothing else is
 * looked for. What somebody stored there without a tag is sent once more, which changes nothing. Thread-safe.
 */
public final class NewRepository {
    /** Images from which on it pays to ask whether the target is a new repository: each has at least two blobs. */
    public static final int WORTH_ASKING = 8;

    /** Blobs of one image from which on it pays to ask. */
    public static final int BLOBS_WORTH_ASKING = 2 * WORTH_ASKING;

    private static final int MAX_BLOBS = 10_000;

    private final Ref repository;
    private final Set<Digest> brought = ConcurrentHashMap.newKeySet();

    private NewRepository(Ref repository) {
        this.repository = repository.withoutVersion();
    }

    /** The repository, when the list of its tags failed because the registry does not know it; begins empty. */
    public static Optional<NewRepository> ifUnknown(Ref repository, IOException failure) {
        return RegistryException.is(failure, ErrorKind.REPOSITORY_UNKNOWN)
                ? Optional.of(new NewRepository(repository))
                : Optional.empty();
    }

    /**
     * Asks the storage: one request, which a storage that does not answer it delays by seconds only.
     *
     * @throws RegistryException of kind CANCELED, and no other
     */
    public static Optional<NewRepository> ask(Scheme storage, Ref repository) throws IOException {
        return storage.isUnknown(repository) ? Optional.of(new NewRepository(repository)) : Optional.empty();
    }

    /** True while all that the repository holds is known: it is this one, and had not too many blobs. */
    public boolean covers(Ref target) {
        return repository.sameRepository(target) && brought.size() < MAX_BLOBS;
    }

    /** True for a blob that the run has brought. */
    public boolean holds(Digest blob) {
        return brought.contains(blob);
    }

    /** The blob is there. */
    public void add(Digest blob) {
        brought.add(blob);
    }
}
