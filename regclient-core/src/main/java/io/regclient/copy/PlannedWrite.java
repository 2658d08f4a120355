// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import java.util.Optional;

/**
 * Something a copy would write.
 *
 * @param kind what would be done
 * @param target repository of a blob, reference of a manifest
 * @param content what would be there then; its size is -1 where the source does not tell it
 * @param from repository a blob would be mounted from
 */
public record PlannedWrite(Kind kind, Ref target, Descriptor content, Optional<Ref> from) {
    /** How something gets to the target. */
    public enum Kind {
        /** A blob that is transferred. */
        SEND,
        /** A blob that the target registry takes from another of its repositories. */
        MOUNT,
        /** A manifest without a tag. */
        PUSH,
        /** A manifest with a tag. */
        TAG
    }
}
