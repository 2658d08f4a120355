// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import java.util.Locale;

/** Sizes in decimal units with three decimals: {@code 312.000B}, {@code 5.179kB} (contract regctl 7.5). */
public final class HumanSize {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

    private HumanSize() {}

    /** Text of a size in bytes. */
    public static String of(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%5.3f%s", value, UNITS[unit]);
    }
}
