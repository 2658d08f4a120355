// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.copy.CopyOptions;
import io.regclient.copy.CopyResult;
import io.regclient.copy.RepoCopyResult;
import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.FormatFlag;
import io.regclient.kit.cli.Invocation;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.observe.RequestObserver;
import io.regclient.regctl.view.CopyView;
import io.regclient.regctl.view.PlanLines;
import io.regclient.regctl.view.ProgressDisplay;
import java.io.IOException;
import java.util.Optional;

/** {@code --dry-run} and {@code --format} of the copies, and what they print (contract regctl 9.6.2, 9.10.1). */
public final class CopyFlags {
    private final Flag<Boolean> dryRun;
    private final FormatFlag format;
    private final CopyMeter meter = new CopyMeter();
    private Optional<PlanLines> plan = Optional.empty();

    public CopyFlags(FlagSet flags) {
        dryRun = flags.bool("dry-run", "Show what would be sent, mounted and tagged, and write nothing");
        format = new FormatFlag(flags, "");
    }

    /** True when nothing is written. */
    public boolean isDryRun() {
        return dryRun.value();
    }

    /** Counts the requests of the client that copies. */
    public RequestObserver observer() {
        return meter;
    }

    /** Shows how far a copy is; a dry run has nothing to show. */
    public ProgressDisplay progress(Invocation invocation) {
        return isDryRun() ? ProgressDisplay.none() : Progress.of(invocation);
    }

    /** Makes a copy a dry run, when that was asked for. */
    public void apply(CopyOptions.Builder options) {
        if (isDryRun()) {
            PlanLines lines = new PlanLines();
            options.dryRun(lines);
            plan = Optional.of(lines);
        }
    }

    /** Prints the object of the result, what a dry run found, or else the target. */
    public void print(Invocation invocation, CopyResult result) throws IOException {
        print(
                invocation,
                CopyView.of(result, meter.requests(), meter.seconds()),
                result.target().commonName() + "\n");
    }

    /** Prints the object of the result, what a dry run found, or else nothing. */
    public void print(Invocation invocation, RepoCopyResult result) throws IOException {
        print(invocation, CopyView.of(result, meter.requests(), meter.seconds()), "");
    }

    private void print(Invocation invocation, TemplateObject object, String otherwise) throws IOException {
        if (format.isGiven()) {
            format.print(invocation, object);
        } else {
            invocation.out().print(plan.isPresent() ? plan.get().textWithSums() : otherwise);
        }
    }
}
