// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

/** A command line that cannot be understood; the message is all the user sees. */
final class CommandLineException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandLineException(String message) {
        super(message);
    }
}
