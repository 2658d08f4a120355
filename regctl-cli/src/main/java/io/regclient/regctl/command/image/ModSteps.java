// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command.image;

import io.regclient.kit.cli.Flag;
import io.regclient.kit.cli.FlagSet;
import io.regclient.kit.cli.Invocation;
import io.regclient.mod.ImageEdit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The edits of one command line. Each occurrence of an option adds one, in the order of the line (contract regctl 11.2).
 */
final class ModSteps {
    private final FlagSet flags;
    private final List<Step> steps = new ArrayList<>();

    /** One edit, made when the command runs: names of files are seen from its working directory. */
    @FunctionalInterface
    interface Step {
        ImageEdit edit(Invocation invocation) throws IOException;
    }

    /** Options are declared in the set, their edits are kept here. */
    ModSteps(FlagSet flags) {
        this.flags = flags;
    }

    /** The edits, in the order of the command line. */
    List<ImageEdit> edits(Invocation invocation) throws IOException {
        List<ImageEdit> edits = new ArrayList<>();
        for (Step step : steps) {
            edits.add(step.edit(invocation));
        }
        return edits;
    }

    /** An option that the help text calls a string. */
    Flag<List<ImageEdit>> text(String name, String usage, Flag.Conversion<ImageEdit> conversion) {
        return flags.each(name, "string", usage, conversion, this::add);
    }

    /** An option that the help text calls a list of strings. */
    Flag<List<ImageEdit>> list(String name, String usage, Flag.Conversion<ImageEdit> conversion) {
        return flags.each(name, "stringArray", usage, conversion, this::add);
    }

    /** An option whose value is a position. */
    Flag<List<ImageEdit>> position(String name, String usage, Flag.Conversion<ImageEdit> conversion) {
        return flags.each(name, "uint", usage, conversion, this::add);
    }

    /** An option whose edit needs more than its value. */
    Flag<List<Step>> later(String name, String usage, Flag.Conversion<Step> conversion) {
        return flags.each(name, "string", usage, conversion, steps::add);
    }

    /** An option without a value. */
    Flag<List<Boolean>> on(String name, String usage, ImageEdit edit) {
        return flags.eachBool(name, usage, () -> add(edit));
    }

    private void add(ImageEdit edit) {
        steps.add(invocation -> edit);
    }
}
