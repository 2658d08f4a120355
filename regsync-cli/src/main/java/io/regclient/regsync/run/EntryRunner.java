// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.service.Failures;
import io.regclient.kit.service.RunLimit;
import io.regclient.regsync.lease.Lease;
import io.regclient.regsync.plan.EntryScope;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.time.Sleeper;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs entries, each within its time (contract regsync 8). */
final class EntryRunner {
    private static final Logger LOG = LoggerFactory.getLogger(EntryRunner.class);

    private final RunContext.Tools tools;
    private final Sleeper sleeper;

    EntryRunner(RunContext.Tools tools, Sleeper sleeper) {
        this.tools = tools;
        this.sleeper = sleeper;
    }

    /** Runs the entry; what fails is recorded and the rest goes on, unless failures abort. */
    void run(SyncEntry entry, SyncAction action, Failures failures) {
        run(entry, action, failures, Optional.empty());
    }

    /**
     * The same.
     *
     * @param lease by which this server runs the entry and no other one, empty when servers do not share it
     */
    void run(SyncEntry entry, SyncAction action, Failures failures, Optional<Lease> lease) {
        failures.record(() -> {
            EntryPass pass = new EntryPass(tools, entry, action, failures);
            tools.journal().started(entry, action);
            Optional<IOException> failure = Failures.attempt(() -> run(entry, pass, lease));
            if (failure.isPresent()) {
                tools.journal().failed(entry, failure.get());
            }
            tools.journal().ended(entry);
            if (failure.isPresent()) {
                throw failure.get();
            }
        });
    }

    private void run(SyncEntry entry, EntryPass pass, Optional<Lease> lease) throws IOException {
        try {
            if (lease.isPresent()) {
                lease.get().during(() -> limited(entry, pass));
            } else {
                limited(entry, pass);
            }
        } catch (RegistryException e) {
            if (e.kind() != ErrorKind.UNAVAILABLE) {
                throw e;
            }
            boolean lost = lease.isPresent() && lease.get().isLost();
            throw unfinished(entry, e, lost ? "" : pass.underWay().text());
        }
    }

    private void limited(SyncEntry entry, EntryPass pass) throws IOException {
        RunLimit.run(entry.timeout(), sleeper, () -> EntryScope.of(entry).accept(pass));
    }

    private static RegistryException unfinished(SyncEntry entry, RegistryException e, String underWay) {
        String message = e.getMessage() + underWay;
        LOG.atError()
                .addKeyValue("source", entry.source())
                .addKeyValue("target", entry.target())
                .addKeyValue("error", message)
                .log("Failed to sync");
        return RegistryException.of(
                e.kind(),
                "sync of " + VisibleText.withoutLogin(entry.source()) + " to "
                        + VisibleText.withoutLogin(entry.target()) + ": " + message,
                e);
    }
}
