// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import io.regclient.copy.PlanListener;
import io.regclient.copy.ProgressListener;
import io.regclient.mod.tree.ManifestChange;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a change to an image is made.
 *
 * @param progress hears about blobs on their way: copied as they are, read to be changed, and sent
 * @param changes hears of every manifest that changes, children before their parents
 * @param dryRun hears what would be written, and nothing is; empty for a real run
 */
public record ModifyOptions(
        ProgressListener progress, Consumer<ManifestChange> changes, Optional<PlanListener> dryRun) {
    public static final ModifyOptions NONE = new ModifyOptions(ProgressListener.NONE, change -> {}, Optional.empty());

    /** Options of a run that writes. */
    public static ModifyOptions listening(ProgressListener progress) {
        return new ModifyOptions(progress, NONE.changes, Optional.empty());
    }

    /** Options of a run that writes nothing. */
    public static ModifyOptions dryRun(PlanListener plan, Consumer<ManifestChange> changes) {
        return new ModifyOptions(ProgressListener.NONE, changes, Optional.of(plan));
    }
}
