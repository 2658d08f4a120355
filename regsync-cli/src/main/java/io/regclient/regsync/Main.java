// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.regsync.web.ServerLimits;

/** Entry of the program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        for (String word : args) {
            if (word.startsWith("--listen")) {
                ServerLimits.set();
            }
        }
        System.exit(Regsync.PROGRAM.run(args));
    }
}
