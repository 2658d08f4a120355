// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import io.regclient.regsync.web.WebServer;

/** Entry of the program. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        for (String word : args) {
            if (word.startsWith("--listen")) {
                WebServer.limit();
            }
        }
        System.exit(Regsync.PROGRAM.run(args));
    }
}
