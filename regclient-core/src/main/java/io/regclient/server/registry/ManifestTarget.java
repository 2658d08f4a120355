// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import io.regclient.server.message.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Under which names a pushed manifest is stored.
 *
 * @param digest digest the client demands
 * @param tags tags to set
 * @param confirmedTags tags to be named in the answer by {@code OCI-Tag}: those of the {@code tag} parameter
 */
record ManifestTarget(Optional<Digest> digest, List<String> tags, List<String> confirmedTags) {

    /** Tags one request may set; the specification wants at least 10. */
    private static final int MAX_TAGS = 100;

    ManifestTarget {
        tags = List.copyOf(tags);
        confirmedTags = List.copyOf(confirmedTags);
    }

    static ManifestTarget of(Request request, String reference, RegistryOptions options) throws Refusal {
        if (reference.indexOf(':') >= 0) {
            Digest digest = parse(reference);
            List<String> tags = options.has(RegistryFeature.TAG_PARAMETER) ? requestedTags(request) : List.of();
            return new ManifestTarget(Optional.of(digest), tags, tags);
        }
        requireTag(reference);
        Optional<String> demanded = request.query("digest").filter(d -> options.has(RegistryFeature.DIGEST_PARAMETER));
        return new ManifestTarget(
                demanded.isPresent() ? Optional.of(parse(demanded.get())) : Optional.empty(),
                List.of(reference),
                List.of());
    }

    private static List<String> requestedTags(Request request) throws Refusal {
        List<String> tags = new ArrayList<>(request.queries("tag"));
        if (tags.size() > MAX_TAGS) {
            throw Refusal.of(ErrorCode.MANIFEST_INVALID, "one request may set at most " + MAX_TAGS + " tags")
                    .withStatus(414);
        }
        for (String tag : tags) {
            requireTag(tag);
        }
        return tags;
    }

    private static void requireTag(String tag) throws Refusal {
        if (!IndexEntry.isTag(tag)) {
            throw Refusal.of(ErrorCode.MANIFEST_INVALID, "the tag is not allowed");
        }
    }

    private static Digest parse(String text) throws Refusal {
        return Digest.tryParse(text)
                .orElseThrow(() -> Refusal.of(ErrorCode.DIGEST_INVALID, "not a digest this registry knows"));
    }

    DigestAlgorithm algorithm() {
        return digest.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256);
    }

    /** Refuses content that is not what the client said it would be. */
    void check(Digest actual) throws Refusal {
        if (digest.isPresent() && !digest.get().equals(actual)) {
            throw Refusal.of(ErrorCode.DIGEST_INVALID, "expected " + digest.get() + ", received " + actual);
        }
    }
}
