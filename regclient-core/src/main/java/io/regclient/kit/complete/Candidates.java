// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What may stand in the place of an unfinished word.
 *
 * @param words each followed by a tab and what it means, where there is something to say
 * @param directive what the shell has to do besides
 */
record Candidates(List<String> words, int directive) {
    /** The word goes on behind a candidate: no blank follows it. */
    static final int NO_SPACE = 2;

    /** Names of files are no candidates. */
    static final int NO_FILES = 4;

    /** Names of directories are candidates, and those of other files are not. */
    static final int DIRECTORIES = 16;

    static final Candidates NONE = new Candidates(List.of(), NO_FILES);
    static final Candidates ANY_FILE = new Candidates(List.of(), 0);
    static final Candidates ANY_DIRECTORY = new Candidates(List.of(), DIRECTORIES);

    Candidates {
        words = List.copyOf(words);
    }

    /** The words that begin like the unfinished one. */
    static Candidates of(Collection<String> words, String prefix) {
        List<String> chosen = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith(prefix)) {
                chosen.add(word);
            }
        }
        return new Candidates(chosen, NO_FILES);
    }

    Candidates withoutSpace() {
        return new Candidates(words, directive | NO_SPACE);
    }

    /** As a script reads them: one a line, the directive last (contract regctl 1.7). */
    String text(boolean described) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            int tab = word.indexOf('\t');
            text.append(described || tab < 0 ? word : word.substring(0, tab)).append('\n');
        }
        return text.append(':').append(directive).append('\n').toString();
    }
}
