// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.StateStore;
import io.regclient.time.Ticker;
import java.io.IOException;
import java.util.List;

/** {@code regsync release}: lets the images of one tag through. */
final class ReleaseCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("release", "let an image through", ReleaseCommand::new)
            .withDescription("""
                    Let the images through that wait for a tag of a target, so that the next run copies what
                    the source has then; gates and hooks may still deny it, and a hook that was not asked
                    so far may hold it. REF is a target of the configuration with a tag, or a source that
                    is copied to one target.""")
            .withArguments("ref");

    private final LedgerFlags ledger;

    private ReleaseCommand(FlagSet flags) {
        ledger = new LedgerFlags(flags);
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        LedgerFlags.Known known = ledger.load(invocation);
        Ref target = known.findTag(invocation.argument(0)).target();
        String repository = known.names().of(target);
        try (StateStore store = known.edit()) {
            List<Hold> held = store.held().stream()
                    .filter(hold -> hold.image().repository().equals(repository)
                            && target.tag()
                                    .filter(hold.image().tag().name()::equals)
                                    .isPresent())
                    .toList();
            if (held.isEmpty()) {
                throw RegistryException.of(
                        ErrorKind.NOT_FOUND,
                        "nothing is held for " + target.commonName() + "; \"regsync held\" lists what is");
            }
            for (Hold hold : held) {
                store.release(hold.image(), Ticker.system().now());
                invocation.out().print(target.commonName() + "@" + hold.image().digest() + " is released\n");
            }
        }
        return 0;
    }
}
