// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.command;

import io.regclient.kit.cli.Invocation;
import io.regclient.regctl.view.ProgressDisplay;

/** Where a command shows how far it is: on a terminal without {@code -v}, else in a log of level INFO (contract regctl 10.8). */
public final class Progress {
    private Progress() {}

    /** Shows the progress of a command until it is closed. */
    public static ProgressDisplay of(Invocation invocation) {
        boolean terminal = invocation.streams().errIsTerminal();
        if (terminal && !invocation.globals().verbosityGiven()) {
            return ProgressDisplay.on(invocation.err());
        }
        return invocation.globals().infoLog() ? ProgressDisplay.inLog() : ProgressDisplay.none();
    }

    /** The same for content on its way to a place: bars would run into what a terminal is sent. */
    public static ProgressDisplay of(Invocation invocation, Destination destination) {
        boolean mixed = destination.isStandard() && invocation.streams().outIsTerminal();
        return mixed ? ProgressDisplay.none() : of(invocation);
    }
}
