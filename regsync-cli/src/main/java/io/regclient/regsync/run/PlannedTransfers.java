// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.CopyPlan;
import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.BackupPlace;
import io.regclient.regsync.plan.Transfer;
import io.regclient.throttle.Permit;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tries copies without writing anything; each finds what those before would have written. */
final class PlannedTransfers extends Transfers {
    private final CopyPlan plan;
    private final Map<Ref, Digest> planned = new ConcurrentHashMap<>();
    private final Set<Ref> backups = ConcurrentHashMap.newKeySet();

    PlannedTransfers(RegClient client, Transfers transfers) {
        super(transfers);
        this.plan = client.images().copyPlan();
    }

    /** A plan does not wait for pulls. */
    @Override
    Permit admit(Transfer transfer, Permit slot) {
        return slot;
    }

    /** Two entries may write one tag; the second finds what the first would have left. */
    @Override
    Optional<Digest> planned(Ref target) {
        return Optional.ofNullable(planned.get(target));
    }

    @Override
    Set<Tag> plannedTags(Ref repository) {
        return Stream.concat(planned.keySet().stream(), backups.stream())
                .filter(target -> target.withoutVersion().equals(repository))
                .map(target -> new Tag(target.tag().orElseThrow()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Nothing is kept either, but a name for it must be there. */
    @Override
    void saveBackup(Transfer transfer) throws IOException {
        backups.add(BackupPlace.of(transfer));
    }

    @Override
    CopyResult copy(Transfer transfer, CopyOptions options) throws IOException {
        CopyResult result = plan.copy(transfer.source(), transfer.target(), options);
        planned.put(transfer.target(), transfer.digest());
        return result;
    }
}
