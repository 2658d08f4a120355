// SPDX-License-Identifier: Apache-2.0
package io.regclient.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How differences are shown (contract regctl 9.2.4). Texts of the tables are lines of one letter each. */
class LineDiffTest {

    private static List<String> diff(String before, String after, int context) throws RegistryException {
        List<String> shown = new ArrayList<>();
        LineDiff.of(lines(before), lines(after)).print(context, shown::add);
        return shown;
    }

    private static Lines lines(String letters) throws RegistryException {
        Lines lines = new Lines("text");
        for (int i = 0; i < letters.length(); i++) {
            lines.add(letters.substring(i, i + 1));
        }
        return lines;
    }

    @ParameterizedTest
    @DisplayName("9.2.4: hunks with their places, deletions before insertions, context on both sides")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``       | ``       | 3 | ``
            abc      | abc      | 3 | ``
            ``       | ab       | 3 | @@ -1,0 +1,2 @@,+ a,+ b
            ab       | ``       | 3 | @@ -1,2 +1,0 @@,- a,- b
            ab       | xy       | 0 | @@ -1,2 +1,2 @@,- a,- b,+ x,+ y
            abcde    | abxde    | 0 | @@ -3,1 +3,1 @@,- c,+ x
            abcde    | abxde    | 1 | @@ -2,3 +2,3 @@,  b,- c,+ x,  d
            abcde    | abxde    | 3 | @@ -1,5 +1,5 @@,  a,  b,- c,+ x,  d,  e
            abcde    | abcdex   | 2 | @@ -4,2 +4,3 @@,  d,  e,+ x
            abcde    | xabcde   | 2 | @@ -1,2 +1,3 @@,+ x,  a,  b
            """)
    void showsHunks(String before, String after, int context, String expected) throws RegistryException {
        assertThat(String.join(",", diff(before, after, context))).isEqualTo(expected);
    }

    @Test
    @DisplayName("9.2.4: the example of Myers' paper, with its shortest way that deletes first")
    void takesTheWayOfThePaper() throws RegistryException {
        assertThat(diff("abcabba", "cbabac", 0))
                .containsExactly(
                        "@@ -1,2 +1,0 @@",
                        "- a",
                        "- b",
                        "@@ -4,0 +2,1 @@",
                        "+ b",
                        "@@ -6,1 +5,0 @@",
                        "- b",
                        "@@ -8,0 +6,1 @@",
                        "+ c");
    }

    @Test
    @DisplayName("9.2.4: a gap as long as the context joins two changes, a longer one is shown twice")
    void joinsHunks() throws RegistryException {
        assertThat(diff("a12b", "x12y", 2))
                .containsExactly("@@ -1,4 +1,4 @@", "- a", "+ x", "  1", "  2", "- b", "+ y");
        assertThat(diff("a123b", "x123y", 2))
                .containsExactly(
                        "@@ -1,3 +1,3 @@", "- a", "+ x", "  1", "  2", "@@ -3,3 +3,3 @@", "  2", "  3", "- b", "+ y");
    }

    @Test
    @DisplayName("9.2.4: --context-full shows every line once")
    void showsAll() throws RegistryException {
        assertThat(diff("a123b4", "x123y4", Integer.MAX_VALUE))
                .containsExactly("@@ -1,6 +1,6 @@", "- a", "+ x", "  1", "  2", "  3", "- b", "+ y", "  4");
    }

    @Test
    @DisplayName("9.2.4: a text is split at line feeds, an empty one is one empty line")
    void splitsTexts() throws RegistryException {
        assertThat(Lines.of("text", "a\n\nb").all()).containsExactly("a", "", "b");
        assertThat(Lines.of("text", "").all()).containsExactly("");
    }

    @Test
    @DisplayName("9.2.4: what would not fit into memory is refused, by lines as well as by characters")
    void boundsTexts() throws RegistryException {
        Lines many = new Lines("layer x");
        int fit = (int) (Lines.MAX_BYTES / 64);
        for (int i = 0; i < fit; i++) {
            many.add("");
        }
        assertThatThrownBy(() -> many.add(""))
                .hasMessage("layer x has too much text to compare: more than " + fit + " lines")
                .extracting(e -> ((RegistryException) e).kind())
                .isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        String half = "x".repeat((int) (Lines.MAX_BYTES / 2));
        assertThatThrownBy(() -> Lines.of("text", half + "\n" + half)).hasMessageStartingWith("text has too much text");
    }
}
