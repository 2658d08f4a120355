// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.lib;

/** The classes of Lua patterns ({@code %a}, {@code %d}, ...) over ASCII; a capital letter means the opposite. */
final class CharacterClass {
    private CharacterClass() {}

    /** Whether the byte belongs to the class of the letter; any other character stands for itself. */
    static boolean contains(int letter, int c) {
        if (!isLetter(letter)) {
            return (letter & 0xff) == c;
        }
        boolean member = switch (letter | 0x20) {
            case 'a' -> isLetter(c);
            case 'c' -> c < 32 || c == 127;
            case 'd' -> isDigit(c);
            case 'l' -> c >= 'a' && c <= 'z';
            case 'p' -> c > 32 && c < 127 && !isLetter(c) && !isDigit(c);
            case 's' -> c == ' ' || (c >= 9 && c <= 13);
            case 'u' -> isCapital(c);
            case 'w' -> isLetter(c) || isDigit(c);
            case 'x' -> isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
            case 'z' -> c == 0;
            default -> isCapital(letter) != (letter == c); // no class: the letter itself
        };
        return isCapital(letter) != member;
    }

    private static boolean isCapital(int letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || isCapital(c);
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
