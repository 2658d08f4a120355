// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.cosign;

import java.util.EnumMap;
import java.util.Map;

/** Why none of the signatures of an image counts; one line tells the reason that says most. Not thread-safe. */
final class Refusals {
    private final Map<Kind, String> first = new EnumMap<>(Kind.class);
    private int otherKeys;

    /** Kinds of reasons, the one that says most first. */
    enum Kind {
        /** A trusted key has signed, but another image. */
        OTHER_IMAGE,
        /** A trusted key has signed, but the image of another repository. */
        OTHER_REPOSITORY,
        /** A trusted key has signed something that is no signature of an image. */
        NO_SIGNATURE,
        /** Somebody has signed by a certificate that is trusted, but not one who is wanted. */
        OTHER_SIGNER,
        /** What proves a signature is not right, or not by somebody trusted. */
        NOT_TRUSTED,
        /** What is stored is not whole, or cannot be read. */
        DAMAGED,
        /** There are more signatures than are looked at. */
        TOO_MANY
    }

    void add(Kind kind, String reason) {
        first.putIfAbsent(kind, reason);
    }

    /** One more signature that none of the keys has made. */
    void addOtherKey() {
        otherKeys++;
    }

    /**
     * The reason.
     *
     * @param whenEmpty what to say when there is no signature at all
     */
    String reason(String whenEmpty) {
        if (first.isEmpty() && otherKeys == 0) {
            return whenEmpty;
        }
        StringBuilder text =
                new StringBuilder(first.values().stream().findFirst().orElse(""));
        if (otherKeys > 0) {
            String others = otherKeys == 1
                    ? "one signature was made by another key"
                    : otherKeys + " signatures were made by other keys";
            text.append(text.isEmpty() ? "" : "; ").append(others);
        }
        return text.toString();
    }
}
