// SPDX-License-Identifier: Apache-2.0
package io.regclient.validate;

import java.util.List;

/**
 * Something an image needs and that is not as it should be.
 *
 * @param kind what is wrong
 * @param path what leads there, the image first and the content itself last
 * @param reason what was found
 */
public record Flaw(Kind kind, List<String> path, String reason) {
    public Flaw {
        path = List.copyOf(path);
    }

    /** What can be wrong. */
    public enum Kind {
        MISSING,
        /** It has another size or digest, or makes no sense. */
        DAMAGED,
        /** It is there, and could not be read. */
        UNREADABLE
    }
}
