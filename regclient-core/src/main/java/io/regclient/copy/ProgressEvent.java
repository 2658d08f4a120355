// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;

/**
 * Something that happened to one part of a copy (contract IC-19).
 *
 * @param kind manifest or blob
 * @param state what happened
 * @param target repository the part goes to, with the tag or digest of a manifest
 * @param content the part; its size is -1 as long as it is unknown
 * @param bytes bytes transferred so far, 0 for manifests
 */
public record ProgressEvent(Kind kind, State state, Ref target, Descriptor content, long bytes) {
    /** What is copied. */
    public enum Kind {
        MANIFEST,
        BLOB
    }

    /** What happened. A blob that has to be transferred starts twice: when it is looked at and when bytes flow. */
    public enum State {
        /** It will be read or written; only where that is known before. */
        EXPECTED,
        /** Present at the target, or mounted there. */
        SKIPPED,
        STARTED,
        /** Bytes have been read of content that is changed before it is sent; none has moved to the target. */
        READ,
        /** Not wanted at the target: it became other content, which is told by itself, or nothing was left of it. */
        DROPPED,
        /** Bytes have moved; at most every 100 ms. */
        ACTIVE,
        FINISHED,
        FAILED
    }
}
