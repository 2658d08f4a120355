// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.template.text;

/**
 * Flags, width and precision of one formatting verb.
 *
 * @param width minimum number of characters, -1 for none
 * @param precision digits or maximum number of characters, -1 for none
 */
public record FormatFlags(
        boolean minus, boolean plus, boolean sharp, boolean space, boolean zero, int width, int precision) {
    public static final FormatFlags NONE = new FormatFlags(false, false, false, false, false, -1, -1);

    boolean hasWidth() {
        return width >= 0;
    }

    public boolean hasPrecision() {
        return precision >= 0;
    }

    public FormatFlags withFlag(char flag) {
        return new FormatFlags(
                minus || flag == '-',
                plus || flag == '+',
                sharp || flag == '#',
                space || flag == ' ',
                zero || flag == '0',
                width,
                precision);
    }

    /** A negative width asks for padding on the right. */
    public FormatFlags withWidth(int value) {
        return new FormatFlags(minus || value < 0, plus, sharp, space, zero, Math.abs(value), precision);
    }

    public FormatFlags withPrecision(int value) {
        return new FormatFlags(minus, plus, sharp, space, zero, width, value);
    }

    public FormatFlags withoutZero() {
        return new FormatFlags(minus, plus, sharp, space, false, width, precision);
    }

    /** Fills up to the width: with zeros or blanks on the left, with blanks on the right. */
    public String pad(String text) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        return minus ? text + " ".repeat(missing) : (zero ? "0" : " ").repeat(missing) + text;
    }
}
