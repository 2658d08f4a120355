// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.Digest;
import java.util.List;
import java.util.Map;

/**
 * What a HEAD of a manifest tells (contract MF-9): the descriptor's digest is empty when the registry sent none.
 *
 * @param descriptor media type, digest and size (-1 when unknown)
 * @param rateLimit rate limit announced with the answer
 * @param headers response headers as received; empty for a layout
 */
public record ManifestHead(Descriptor descriptor, RateLimit rateLimit, Map<String, List<String>> headers) {
    /**
     * True when the answer is about something else than the manifest that was asked for by its digest, although the
     * descriptor has that digest (MF-9): it names another one, or another length.
     *
     * @param size size of the manifest, -1 when unknown
     */
    public boolean contradicts(Digest digest, long size) {
        boolean foreign = headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Docker-Content-Digest"))
                .flatMap(header -> header.getValue().stream())
                .anyMatch(digest::isContradictedBy);
        return foreign || (size > 0 && descriptor.size() > 0 && descriptor.size() != size);
    }
}
