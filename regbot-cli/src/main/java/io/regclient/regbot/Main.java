// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot;

/** Entry of the program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Regbot.PROGRAM.run(args));
    }
}
