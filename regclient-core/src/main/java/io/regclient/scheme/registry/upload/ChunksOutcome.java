// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import java.io.IOException;

/** How sending the chunks of a blob ended. */
sealed interface ChunksOutcome {

    /**
     * The registry has taken everything; the commit is left to the caller.
     *
     * @param disturbed something went wrong on the way, so that the session may hold other content than was sent
     */
    record Sent(boolean disturbed) implements ChunksOutcome {}

    /**
     * Not everything arrived.
     *
     * @param lost the registry does not know the session any more, or does not tell how much of it there is
     * @param interrupted a connection broke
     */
    record Stopped(IOException cause, boolean lost, boolean interrupted) implements ChunksOutcome {}
}
