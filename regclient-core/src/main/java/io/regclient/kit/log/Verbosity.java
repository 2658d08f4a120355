// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.log;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of log levels as Go's slog has them, on which offsets such as {@code info+2} work (contract regctl 2.1). */
public final class Verbosity {
    static final int TRACE = -8;
    public static final int DEBUG = -4;
    public static final int INFO = 0;
    public static final int WARN = 4;
    static final int ERROR = 8;

    private static final Pattern FORM = Pattern.compile("([A-Za-z]+)([+-][0-9]{1,9})?");
    private static final Map<String, Integer> WORDS =
            Map.of("DEBUG", DEBUG, "INFO", INFO, "WARN", WARN, "ERROR", ERROR);

    private Verbosity() {}

    /**
     * The lowest level that is printed.
     *
     * @throws IllegalArgumentException whose message is for the user
     */
    public static int parse(String text) {
        if (text.equals("trace")) {
            return TRACE;
        }
        Matcher m = FORM.matcher(text);
        Integer base = m.matches() ? WORDS.get(m.group(1).toUpperCase(Locale.ROOT)) : null;
        if (base == null) {
            throw new IllegalArgumentException("unable to parse verbosity " + text + ": slog: level string \"" + text
                    + "\": unknown name (use trace, debug, info, warn or error)");
        }
        return base + (m.group(2) == null ? 0 : Integer.parseInt(m.group(2)));
    }

    /** The word printed for a level. */
    static String name(int level) {
        if (level < INFO) {
            return "DEBUG" + offset(level - DEBUG);
        }
        if (level < WARN) {
            return "INFO" + offset(level - INFO);
        }
        return level < ERROR ? "WARN" + offset(level - WARN) : "ERROR" + offset(level - ERROR);
    }

    private static String offset(int difference) {
        return difference == 0 ? "" : (difference > 0 ? "+" : "") + difference;
    }
}
