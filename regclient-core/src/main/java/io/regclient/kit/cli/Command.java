// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.cli;

import java.io.IOException;

/** A command without sub-commands. Its constructor declares the flags; one object runs once. */
public interface Command {

    /**
     * Does the work and writes its result to {@link Invocation#out()}.
     *
     * @return the exit code, 0 for success
     * @throws IOException whose message is shown in one line; the exit code is then 1
     */
    int run(Invocation invocation) throws IOException;
}
