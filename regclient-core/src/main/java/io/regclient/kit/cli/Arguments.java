// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.util.List;

/**
 * The positional arguments of a command, counted from the words of its usage line: those in brackets may be left out, one
 * that ends in three dots may be repeated.
 *
 * @param usage text of the usage line such as {@code image_ref [file]}, empty for none
 * @param least fewest arguments
 * @param most most arguments
 * @param verbatim flags are arguments too
 */
public record Arguments(String usage, int least, int most, boolean verbatim) {
    static final Arguments NONE = new Arguments("", 0, 0, false);

    /** Whatever follows the word of the command, as it is. */
    static final Arguments VERBATIM = new Arguments("[word...]", 0, Integer.MAX_VALUE, true);

    private static final String REPEATED = "...";

    /** What an argument or the value of an option names, and so what a shell may complete it to. */
    public enum Kind {
        TEXT,
        COMMAND("command"),
        PLATFORM,
        FILE("file out-file"),
        DIRECTORY,
        REGISTRY("registry"),
        REPOSITORY("repository src_repo dst_repo"),
        IMAGE("image_ref src_image_ref dst_image_ref reference ref");

        private final String words;

        Kind() {
            this("");
        }

        Kind(String words) {
            this.words = words;
        }
    }

    static Arguments of(String usage) {
        int least = 0;
        int most = 0;
        for (String word : usage.split(" ", -1)) {
            most = word.contains(REPEATED) ? Integer.MAX_VALUE : most + 1;
            least += word.startsWith("[") ? 0 : 1;
        }
        return new Arguments(usage, least, most, false);
    }

    /** What the argument at an index names, as its word of the usage line tells. */
    public Kind kind(int index) {
        String[] words = usage.split(" ", -1);
        String word = words[Math.min(index, words.length - 1)].replaceAll("[\\[\\].]", "");
        for (Kind kind : Kind.values()) {
            if (!word.isEmpty() && List.of(kind.words.split(" ", -1)).contains(word)) {
                return kind;
            }
        }
        return Kind.TEXT;
    }

    /** Refuses another number of arguments (contract regctl 1.3). */
    void check(int count) throws CommandLineException {
        if (count >= least && count <= most) {
            return;
        }
        if (most == Integer.MAX_VALUE) {
            throw new CommandLineException("requires at least " + least + " arg(s), only received " + count);
        }
        String wanted = "accepts between " + least + " and " + most + " arg(s)";
        if (most == 0) {
            wanted = "accepts 0 arguments";
        } else if (least == most) {
            wanted = "accepts " + most + " arg(s)";
        }
        throw new CommandLineException(wanted + ", received " + count);
    }
}
