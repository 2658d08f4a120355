// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import java.time.Instant;
import java.util.Optional;

/**
 * An image that is not copied to a tag for now.
 *
 * @param image the image, under the tag of the target it would get
 * @param source where it comes from, by the name of its repository
 * @param reason why it waits
 * @param since when that began
 * @param until when it ends by itself, empty for never
 * @param released when somebody let it through, empty when nobody did
 * @param detail the reason in the words of a hook, one line, empty for none
 * @param passed when somebody let through what it waited for before a hook held it, empty when nobody did
 */
public record Hold(
        ImageAt image,
        String source,
        Reason reason,
        Instant since,
        Optional<Instant> until,
        Optional<Instant> released,
        String detail,
        Optional<Instant> passed) {

    /** A hold that nothing more is to be said of. */
    public Hold(
            ImageAt image,
            String source,
            Reason reason,
            Instant since,
            Optional<Instant> until,
            Optional<Instant> released) {
        this(image, source, reason, since, until, released, "", Optional.empty());
    }

    /** True when somebody let the image through a hook, which has held it then. */
    public boolean passesHook() {
        return reason == Reason.HOOK && released.isPresent();
    }

    /** True when somebody let the image through what is looked at before a hook is asked. */
    public boolean passesSafeguards() {
        return reason == Reason.HOOK ? passed.isPresent() : released.isPresent();
    }

    /** Why an image waits. */
    public enum Reason {
        /** It is not known long enough. */
        MIN_AGE,
        /** The tag was put back from it. */
        ROLLBACK,
        /** A hook wants it to wait. */
        HOOK;

        /** The word in tables and output. */
        public String word() {
            return switch (this) {
                case MIN_AGE -> "minAge";
                case ROLLBACK -> "rollback";
                case HOOK -> "hook";
            };
        }

        /** The reason of a word; a hold for one that is not known ends by a release alone. */
        static Reason ofWord(String word) {
            return switch (word) {
                case "minAge" -> MIN_AGE;
                case "hook" -> HOOK;
                default -> ROLLBACK;
            };
        }
    }
}
