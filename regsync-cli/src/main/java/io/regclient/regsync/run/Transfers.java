// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.plan.LogLine;
import io.regclient.regsync.plan.Transfer;
import io.regclient.scheme.NewRepository;
import io.regclient.throttle.Permit;
import io.regclient.throttle.Throttle;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Carries out copies that have been decided, so many at a time (contract regsync 7 and 9.9 to 9.12). */
class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);

    private final RegClient client;
    private final Throttle slots;
    private final PullAllowance allowance;
    private final Backup backup;

    Transfers(RegClient client, Throttle slots, PullAllowance allowance, Backup backup) {
        this.client = client;
        this.slots = slots;
        this.allowance = allowance;
        this.backup = backup;
    }

    /** The same again. */
    Transfers(Transfers other) {
        this(other.client, other.slots, other.allowance, other.backup);
    }

    /** Waits for the slot of a copy. */
    Permit slot() throws RegistryException {
        return PullAllowance.slot(slots);
    }

    /** Waits for pulls if the transfer asks for that; the slot is given back when this fails. */
    Permit admit(Transfer transfer, Permit slot) throws IOException {
        try {
            return allowance.await(slots, slot, transfer);
        } catch (IOException e) {
            throw failed(transfer, e);
        }
    }

    /**
     * Copies, with a slot.
     *
     * @param made the target's repository when it is new
     */
    CopyResult copy(Transfer transfer, Optional<NewRepository> made) throws IOException {
        try {
            if (transfer.backup().isPresent()) {
                saveBackup(transfer);
            }
            LOG.atDebug()
                    .addKeyValue("source", transfer.source().commonName())
                    .addKeyValue("target", transfer.target().commonName())
                    .log("Image sync running");
            for (LogLine complaint : transfer.terms().complaints()) {
                complaint.to(LOG);
            }
            CopyOptions options =
                    transfer.terms().options().toBuilder().newRepository(made).build();
            return copy(transfer, options);
        } catch (IOException e) {
            throw failed(transfer, e);
        }
    }

    /** What the target of a copy stands for; empty when it has answered something else, after which a copy is tried. */
    Optional<Digest> target(Transfer transfer) throws IOException {
        try {
            return client.manifests().digest(transfer.target());
        } catch (RegistryException e) {
            if (RepositoryTags.countsAsAbsent(e) && !e.is(ErrorKind.HTTP_UNAUTHORIZED)) {
                return Optional.empty();
            }
            throw failed(
                    transfer, e.is(ErrorKind.CANCELED) ? e : e.plain().withContext("failed to access target registry"));
        }
    }

    /** What an earlier copy would have given a target that writes nothing; empty for what is to be looked at. */
    Optional<Digest> planned(Ref target) {
        return Optional.empty();
    }

    /** The tags of a repository that earlier copies would have made; none where copies are made. */
    Set<Tag> plannedTags(Ref repository) {
        return Set.of();
    }

    /** Keeps what the copy replaces. */
    void saveBackup(Transfer transfer) throws IOException {
        backup.save(transfer);
    }

    /** The copy itself. */
    CopyResult copy(Transfer transfer, CopyOptions options) throws IOException {
        return client.images().copy(transfer.source(), transfer.target(), options);
    }

    private static IOException failed(Transfer transfer, IOException e) {
        LOG.atLevel(RegistryException.is(e, ErrorKind.CANCELED) ? Level.DEBUG : Level.ERROR)
                .addKeyValue("source", transfer.source().commonName())
                .addKeyValue("target", transfer.target().commonName())
                .addKeyValue("error", RegistryException.describe(e))
                .log("Failed to copy image");
        return e;
    }
}
