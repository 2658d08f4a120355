// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import io.regclient.digest.Digest;
import io.regclient.ref.Tag;
import java.util.Locale;
import java.util.Optional;

/**
 * A tag that stands for something else than before.
 *
 * @param kind why
 * @param repository where, by its one name
 * @param tag the tag
 * @param from what it stood for, empty for nothing
 * @param to what it stands for, empty when it is deleted
 * @param source where the image comes from, by the name of its repository; empty where it comes from nowhere else
 */
public record Move(
        Kind kind, String repository, Tag tag, Optional<Digest> from, Optional<Digest> to, Optional<String> source) {

    /** Why a tag moved. */
    public enum Kind {
        /** Seen at a source. */
        SEEN,
        /** Copied to a target. */
        COPY,
        /** Made to keep what another tag stood for. */
        BACKUP,
        /** Deleted at a target. */
        DELETE,
        /** Put back at a target. */
        ROLLBACK;

        /** The word in tables and output. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
