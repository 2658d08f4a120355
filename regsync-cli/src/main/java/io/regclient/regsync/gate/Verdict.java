// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.error.VisibleText;

/** What a gate says about an image. */
public sealed interface Verdict {
    /** Characters of a reason: some are made of what a registry or a program said. */
    int MAX_REASON = 500;

    /** The image may be copied. */
    static Verdict allow() {
        return new Allow();
    }

    /** True when the image may be copied. */
    default boolean allows() {
        return this instanceof Allow;
    }

    /** The image may be copied, see {@link #allow}. */
    record Allow() implements Verdict {}

    /**
     * The image is not copied, and its tag fails.
     *
     * @param gate key of the gate
     * @param reason one line
     */
    record Deny(String gate, String reason) implements Verdict {
        public Deny {
            reason = VisibleText.name(reason, MAX_REASON);
        }
    }

    /**
     * The image is not copied now, which is no error.
     *
     * @param gate key of the gate
     * @param reason one line
     */
    record Hold(String gate, String reason) implements Verdict {
        public Hold {
            reason = VisibleText.name(reason, MAX_REASON);
        }
    }
}
