// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.error.VisibleText;
import io.regclient.kit.cli.Command;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.regsync.state.Hold;
import io.regclient.regsync.state.StateStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code regsync held}: the images that wait. */
final class HeldCommand implements Command {
    static final CommandLeaf COMMAND = CommandLeaf.of("held", "list the images that wait", HeldCommand::new)
            .withDescription("""
                    List the images that runs do not copy for now: they are not known long enough, a hook
                    holds them, or a tag was put back from them.""")
            .withExample("what waits, and until when", "--config", "regsync.yml");

    private static final int LONGEST_DETAIL = 1000;

    private final LedgerFlags ledger;
    private final Flag<LedgerFormat> format;

    private HeldCommand(FlagSet flags) {
        ledger = new LedgerFlags(flags);
        format = flags.choice("format", LedgerFormat.TABLE, "How the images are shown: table or json");
    }

    @Override
    public int run(Invocation invocation) throws IOException {
        try (StateStore store = ledger.load(invocation).read()) {
            List<Hold> held = store.held();
            invocation.out().print(format.value() == LedgerFormat.JSON ? json(held) : table(held));
        }
        return 0;
    }

    private static String table(List<Hold> held) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TARGET", "DIGEST", "REASON", "SINCE", "UNTIL", "DETAIL"));
        for (Hold hold : held) {
            rows.add(List.of(
                    hold.image().repository() + ":" + hold.image().tag(),
                    hold.image().digest().toString(),
                    hold.reason().word(),
                    hold.since().toString(),
                    hold.until().map(Instant::toString).orElse("until released"),
                    detail(hold)));
        }
        return LedgerFlags.table(rows);
    }

    /** Whoever can write to the state can write anything. */
    private static String detail(Hold hold) {
        return VisibleText.name(hold.detail(), LONGEST_DETAIL);
    }

    private static String json(List<Hold> held) {
        List<Map<String, @Nullable Object>> list = new ArrayList<>();
        for (Hold hold : held) {
            Map<String, @Nullable Object> each = new LinkedHashMap<>();
            each.put("repository", hold.image().repository());
            each.put("tag", hold.image().tag().name());
            each.put("digest", hold.image().digest().toString());
            each.put("source", hold.source());
            each.put("reason", hold.reason().word());
            each.put("since", hold.since().toString());
            hold.until().ifPresent(until -> each.put("until", until.toString()));
            if (!hold.detail().isEmpty()) {
                each.put("detail", detail(hold));
            }
            list.add(each);
        }
        return LedgerFlags.json("held", list);
    }
}
