// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;

/** A scalar in a language of its own, such as a script. It knows where its lines stand in the file. */
public final class SourceText {
    /** The text of an absent key. */
    public static final SourceText ABSENT = new SourceText("", "", 0, false);

    private final String text;
    private final String where;
    private final int line;
    private final boolean byLine;

    /**
     * A text of a file.
     *
     * @param where name of the file and path of keys, for messages
     * @param line line of the file, counted from 1, the text begins at
     * @param byLine true for a block whose lines are lines of the file; the lines of any other text are not found again
     */
    SourceText(String text, String where, int line, boolean byLine) {
        this.text = text;
        this.where = where;
        this.line = line;
        this.byLine = byLine;
    }

    public String text() {
        return text;
    }

    /**
     * Where a line of the text stands.
     *
     * @param lineOfText counted from 1, 0 when it is not known
     */
    public int lineInFile(int lineOfText) {
        int last = Math.max(1, (int) text.lines().count());
        return byLine ? line + Math.clamp(lineOfText, 1, last) - 1 : line;
    }

    /**
     * Where a line of the text stands, in words: the file, the key and the line.
     *
     * @param lineOfText counted from 1, 0 when it is not known
     */
    public String place(int lineOfText) {
        return where + ": line " + lineInFile(lineOfText);
    }

    /** An error of kind PARSING_FAILED about a line of the text, which names the line of the file. */
    public RegistryException problem(int lineOfText, String why) {
        return RegistryException.of(ErrorKind.PARSING_FAILED, place(lineOfText) + ": " + why);
    }
}
