// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.RegClient;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.model.Rfc3339;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.KnownTargets.Place;
import io.regclient.regsync.run.Rollback;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** {@code regsync rollback}: puts a tag of a target back, and holds the image it left. */
final class RollbackCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("rollback", "put a tag back", RollbackCommand::new)
            .withDescription("""
                    Put a tag of a target back to an image it stood for, if the repository still has it: the
                    one before the present one, the one at a time, or one by its digest. The image that the
                    tag leaves is held until release lets it through, so that the next run does not bring it
                    back.""")
            .withArguments("ref");

    private static final String MIDNIGHT = "T00:00:00Z";

    private final LedgerFlags ledger;
    private final Flag<Optional<Digest>> to;
    private final Flag<Optional<Instant>> before;

    private RollbackCommand(FlagSet flags) {
        ledger = new LedgerFlags(flags);
        to = flags.parsed("to", "Digest of the image to put back", Digest::parse);
        before = flags.parsed(
                "before",
                "Put back what the tag stood for at this time, for example 2026-11-30T12:00:00Z",
                text -> time(text));
    }

    private static Instant time(String text) throws RegistryException {
        try {
            return Rfc3339.parse(text.indexOf('T') < 0 ? text + MIDNIGHT : text).toInstant();
        } catch (RegistryException e) {
            throw RegistryException.of(
                    e.kind(), "must be a date such as 2026-11-30, or a time such as 2026-11-30T12:00:00Z", e);
        }
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        if (to.value().isPresent() && before.value().isPresent()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "--to and --before both name an image, give one of them");
        }
        LedgerFlags.Known known = ledger.load(invocation);
        Place place = known.findTag(invocation.argument(0));
        Ref target = place.target();
        String source = place.sources().isEmpty()
                ? ""
                : known.names().of(place.sources().getFirst());
        try (RunMemory memory = known.record("rollback");
                RegClient client = known.client(invocation)) {
            Rollback.Result result = new Rollback(client, memory.state())
                    .run(target, source, new Rollback.Goal(to.value(), before.value()));
            memory.succeeded();
            invocation.out().print(text(target, result));
        }
        return 0;
    }

    private static String text(Ref target, Rollback.Result result) {
        String name = target.commonName();
        if (result.isNothing()) {
            return name + " stands for " + result.to() + " already\n";
        }
        String done = name + " stands for " + result.to() + "\n";
        return result.left().isPresent()
                ? done + result.left().get() + " is held until \"regsync release " + name + "\"\n"
                : done;
    }
}
