// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry.wire;

import io.regclient.digest.Digest;
import io.regclient.http.HttpReply;
import java.util.Optional;

/** What an answer says about the blob that was asked for, beside its status. */
public final class BlobAnswer {
    private BlobAnswer() {}

    /**
     * Words for what shows that the answer is about something else: another digest of the same algorithm, or another
     * length. An upload in vain costs time, a blob that counts as present and is not breaks an image.
     *
     * @param size size of the blob, -1 when unknown
     */
    public static Optional<String> contradiction(HttpReply reply, Digest digest, long size) {
        Optional<String> digests = otherDigest(reply, digest);
        return digests.isPresent() ? digests : otherLength(reply, size);
    }

    private static Optional<String> otherDigest(HttpReply reply, Digest digest) {
        for (String named : reply.headerLines("Docker-Content-Digest")) {
            if (digest.isContradictedBy(named)) {
                return Optional.of("Docker-Content-Digest: " + HeaderErrors.shown(named));
            }
        }
        return Optional.empty();
    }

    /**
     * Words for a length that is not that of the blob; empty also where the answer tells none.
     *
     * @param size size of the blob, -1 when unknown
     */
    public static Optional<String> otherLength(HttpReply reply, long size) {
        long length = reply.contentLength().orElse(0);
        boolean plain = reply.header("Content-Encoding").isEmpty(); // else it is the length of what would be sent
        return plain && size > 0 && length > 0 && length != size
                ? Optional.of("Content-Length: " + length + " instead of " + size)
                : Optional.empty();
    }
}
