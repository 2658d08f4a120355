// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word a misspelt one was probably meant to be. */
public final class NearestWord {
    /** One mistake per so many letters is still a misspelling; more is another word. */
    private static final int LETTERS_PER_MISTAKE = 3;

    private NearestWord() {}

    /** The word with the fewest mistakes, letter case apart; of equal ones the first. Empty when none is near. */
    public static Optional<String> of(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        Optional<String> nearest = Optional.empty();
        int fewest = Math.max(1, word.length() / LETTERS_PER_MISTAKE) + 1;
        for (String candidate : known) {
            if (Math.abs(word.length() - candidate.length()) >= Math.min(fewest, candidate.length())) {
                continue; // each letter too many or too few is a mistake
            }
            int mistakes = mistakes(wanted, candidate.toLowerCase(Locale.ROOT));
            if (mistakes < fewest) {
                fewest = mistakes;
                nearest = Optional.of(candidate);
            }
        }
        return nearest;
    }

    /** True when a word differs from a known one by a few mistakes at most, letter case apart. */
    public static boolean isNear(String word, String known, int mistakes) {
        return Math.abs(word.length() - known.length()) <= mistakes
                && mistakes(word.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT)) <= mistakes;
    }

    /** Letters to insert, remove, replace or swap with their neighbour ("optimal string alignment" distance). */
    private static int mistakes(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                distance[i][j] = i == 0 || j == 0 ? i + j : step(distance, a, b, i, j);
            }
        }
        return distance[a.length()][b.length()];
    }

    private static int step(int[][] distance, String a, String b, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int fewest = Math.min(distance[i - 1][j], distance[i][j - 1]) + 1;
        fewest = Math.min(fewest, distance[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(fewest, distance[i - 2][j - 2] + 1) : fewest;
    }
}
