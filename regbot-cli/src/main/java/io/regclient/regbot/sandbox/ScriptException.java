// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox;

/** A script that ended with an error. The message is the error with its position, then the traceback on lines of its own. */
public final class ScriptException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String error;

    ScriptException(String error, String traceback, Throwable cause) {
        super(traceback.isEmpty() ? error : error + "\n" + traceback, cause);
        this.error = error;
    }

    /** The error without the traceback: {@code <string>:3: text}. */
    public String error() {
        return error;
    }
}
