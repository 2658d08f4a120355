// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.upload;

import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;

/** How the transfer of a blob through one session ended. */
sealed interface UploadOutcome {

    /**
     * The repository has the blob.
     *
     * @param blob with digest and size
     */
    record Stored(Descriptor blob) implements UploadOutcome {}

    /**
     * The session is of no use any more; the same content may arrive through another one.
     *
     * @param cause what to tell when there is no other
     * @param interrupted a connection broke, which says nothing about the next one
     */
    record SessionLost(RegistryException cause, boolean interrupted) implements UploadOutcome {}

    /**
     * The blob cannot be stored.
     *
     * @param cause why
     */
    record Failed(RegistryException cause) implements UploadOutcome {}
}
