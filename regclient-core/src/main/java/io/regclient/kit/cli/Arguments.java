// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

/**
 * The positional arguments of a command, counted from the words of its usage line: those in brackets may be left out.
 *
 * @param usage text of the usage line such as {@code image_ref [file]}, empty for none
 * @param least fewest arguments
 * @param most most arguments
 */
public record Arguments(String usage, int least, int most) {
    static final Arguments NONE = new Arguments("", 0, 0);

    static Arguments of(String usage) {
        int least = 0;
        int most = 0;
        for (String word : usage.split(" ", -1)) {
            most++;
            least += word.startsWith("[") ? 0 : 1;
        }
        return new Arguments(usage, least, most);
    }

    /** Refuses another number of arguments (contract regctl 1.3). */
    void check(int count) throws CommandLineException {
        if (count >= least && count <= most) {
            return;
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
