// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.vm;

/**
 * The end of a script that it cannot catch: its time is over, it was canceled, or it called {@code os.exit}. It is an
 * Error so that no handler for exceptions between the interpreter and the runner can swallow it.
 */
public final class ScriptAbort extends Error {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private String where = "";
    private String stack = "";

    public ScriptAbort(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    void locate(String position, String traceback) {
        if (stack.isEmpty()) {
            where = position;
            stack = traceback;
        }
    }

    /** The reason with the position in front ({@code <string>:3: text}). */
    @Override
    public String getMessage() {
        return where + reason;
    }

    public String traceback() {
        return stack;
    }
}
