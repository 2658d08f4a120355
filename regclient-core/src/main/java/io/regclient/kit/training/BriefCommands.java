// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.training;

import io.regclient.kit.cli.CommandGroup;
import io.regclient.kit.cli.CommandLeaf;
import io.regclient.kit.cli.CommandNode;
import java.util.ArrayList;
import java.util.List;

/** The commands that are over before the optimizing compiler pays, as the launcher's shell recognizes them. */
final class BriefCommands {
    /** The launcher looks at two words. */
    private static final int WORDS = 2;

    private BriefCommands() {}

    /** Patterns of a {@code case} over the first two words of a command line, one for each spelling. */
    static List<String> patterns(CommandGroup program) {
        List<String> patterns = new ArrayList<>();
        for (List<CommandNode> path : program.paths()) {
            if (path.getLast() instanceof CommandLeaf leaf && leaf.isBrief()) {
                patterns.addAll(spellings(path.subList(1, path.size())));
            }
        }
        return patterns;
    }

    private static List<String> spellings(List<CommandNode> path) {
        if (path.size() > WORDS) {
            return List.of();
        }
        List<String> patterns = new ArrayList<>();
        for (String first : path.getFirst().word().all()) {
            if (path.size() == 1) {
                patterns.add(first + "\\ *");
            } else {
                path.getLast().word().all().forEach(second -> patterns.add(first + "\\ " + second));
            }
        }
        return patterns;
    }
}
