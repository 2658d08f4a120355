// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.report;

import java.util.Locale;
import java.util.Optional;

/** What is done about one tag of a target. */
public enum StepAction {
    /** The target has nothing under the tag, and gets the image. */
    COPY(true),
    /** The target has another image under the tag, and gets that of the source. */
    REPLACE(true),
    /** The target has the image; what belongs to it, or is missing of it, is brought. */
    REFRESH(true),
    /** Nothing asks for the tag any more. */
    DELETE(true),
    /** The image waits, and the target keeps what it has. */
    HOLD(false),
    /** A gate does not let the image through, and the target keeps what it has. */
    DENY(false),
    /** The target keeps what it has, by the rules of the entry. */
    SKIP(false),
    /** It is not known what is to be done: the look at the image failed. */
    LOOK(false);

    private final boolean changes;

    StepAction(boolean changes) {
        this.changes = changes;
    }

    /** True when the target is changed. */
    public boolean changes() {
        return changes;
    }

    /** The word in documents. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<StepAction> ofWord(String word) {
        for (StepAction action : values()) {
            if (action.word().equals(word)) {
                return Optional.of(action);
            }
        }
        return Optional.empty();
    }
}
