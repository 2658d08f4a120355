// SPDX-License-Identifier: Apache-2.0
package io.regclient.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How a run of a program ended and what it printed. */
public final class CliResult {
    private final List<String> args;
    private final int exit;
    private final byte[] out;
    private final String err;

    CliResult(List<String> args, int exit, byte[] out, String err) {
        this.args = args;
        this.exit = exit;
        this.out = out;
        this.err = err;
    }

    public int exit() {
        return exit;
    }

    /** Standard output as UTF-8 text. */
    public String out() {
        return new String(out, StandardCharsets.UTF_8);
    }

    /** Standard output as bytes. */
    public byte[] outBytes() {
        return out.clone();
    }

    /** Standard output in lines, without their ends. */
    public List<String> lines() {
        return out().lines().toList();
    }

    public String err() {
        return err;
    }

    /** Starts a fluent assertion. */
    public CliResultAssert check() {
        return new CliResultAssert(this);
    }

    @Override
    public String toString() {
        return String.join(" ", args) + " -> exit " + exit + "\n--- out\n" + out() + "--- err\n" + err;
    }
}
