// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.BackupPlace;
import io.regclient.regsync.plan.Keeping;
import io.regclient.regsync.plan.Transfer;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps an image that is about to be overwritten under another tag (contract regsync 10). */
final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);

    private final RegClient client;
    private final Ledger ledger;

    Backup(RegClient client, Ledger ledger) {
        this.client = client;
        this.ledger = ledger;
    }

    /**
     * Copies the target to its backup reference. A copy that fails is a warning, unless the image must be kept; a
     * template that fails stops the sync before anything is overwritten.
     */
    void save(Transfer transfer) throws IOException {
        Ref target = transfer.target();
        Ref backup = BackupPlace.of(transfer);
        LOG.atInfo()
                .addKeyValue("original", target.commonName())
                .addKeyValue("backup", backup.commonName())
                .log("Saving backup");
        boolean required = transfer.backup().filter(Keeping::required).isPresent();
        try {
            if (backup.commonName().equals(target.commonName())) {
                throw RegistryException.of(
                        ErrorKind.MISMATCH, "it would be replaced there; let backup give another tag than its own");
            }
            if (required) {
                requireFree(backup, target);
            }
            ledger.backup(target, backup, () -> client.images().copy(target, backup, CopyOptions.PLAIN));
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            if (required) {
                throw RegistryException.withContext(
                        "keep " + target.commonName() + " as " + backup.commonName() + " before it is replaced", e);
            }
            LOG.atWarn()
                    .addKeyValue("original", target.commonName())
                    .addKeyValue("template", transfer.entry().backup())
                    .addKeyValue("backup", backup.commonName())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed to backup existing image");
        }
    }

    /** What must be kept replaces nothing that is there. */
    private void requireFree(Ref backup, Ref target) throws IOException {
        Optional<Digest> there = ledger.look(backup);
        if (there.isPresent() && !there.equals(ledger.look(target))) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    backup.commonName() + " has another image; let backup give each image a tag of its own");
        }
    }
}
