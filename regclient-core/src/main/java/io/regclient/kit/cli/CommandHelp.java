// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a command tells about itself.
 *
 * @param summary one line for the list of commands
 * @param description paragraphs of its own help text
 * @param examples command lines that work
 */
public record CommandHelp(String summary, String description, List<Example> examples) {

    public CommandHelp {
        examples = List.copyOf(examples);
    }

    /**
     * A command line that shows a use of the command. It works: the build's training and tests run every example that
     * ends by itself, with registries in the places of the two hosts.
     *
     * @param purpose what it does, in a few words
     * @param arguments what follows the words of the command
     * @param input what it reads from stdin, where that matters
     * @param ends false for what runs until it is interrupted
     */
    public record Example(String purpose, List<String> arguments, Optional<String> input, boolean ends) {
        /** Stands for a registry with the sample images. */
        public static final String HOST = "registry.example.org";

        /** Stands for an empty registry with a login. */
        public static final String MIRROR = "mirror.example.org";

        public Example {
            arguments = List.copyOf(arguments);
        }
    }

    static CommandHelp of(String summary) {
        return new CommandHelp(summary, summary, List.of());
    }

    CommandHelp withDescription(String text) {
        return new CommandHelp(summary, text, examples);
    }

    CommandHelp withExample(Example example) {
        List<Example> more = new ArrayList<>(examples);
        more.add(example);
        return new CommandHelp(summary, description, more);
    }
}
