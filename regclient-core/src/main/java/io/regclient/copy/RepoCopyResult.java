// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import java.util.List;
import java.util.Optional;

/**
 * What became of the tags of a repository.
 *
 * @param source repository they come from
 * @param target repository they go to
 * @param copied in the order in which the copies ended
 * @param failures tags that could not be copied, in the same order
 */
public record RepoCopyResult(Ref source, Ref target, List<CopyResult> copied, List<Failure> failures) {
    public RepoCopyResult {
        copied = List.copyOf(copied);
        failures = List.copyOf(failures);
    }

    /**
     * A tag that could not be copied.
     *
     * @param target where it should have gone
     */
    public record Failure(Ref target, RegistryException reason) {}

    /** Blobs of all tags that were copied. */
    public CopyTally blobs() {
        return copied.stream().map(CopyResult::blobs).reduce(CopyTally.NOTHING, CopyTally::plus);
    }

    /** Bytes of these blobs. */
    public CopyTally bytes() {
        return copied.stream().map(CopyResult::bytes).reduce(CopyTally.NOTHING, CopyTally::plus);
    }

    /** How many tags failed, when some did; the cause is the first of them. */
    public Optional<RegistryException> failure() {
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        RegistryException first = failures.getFirst().reason();
        ErrorKind kind = first.kind();
        int all = copied.size() + failures.size();
        return Optional.of(RegistryException.of(
                kind,
                "copy " + source.commonName() + " to " + target.commonName() + ": " + failures.size() + " of " + all
                        + (all == 1 ? " tag failed" : " tags failed"),
                first));
    }
}
