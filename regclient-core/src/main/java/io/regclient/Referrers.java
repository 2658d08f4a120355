// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.digest.Digest;
import io.regclient.image.ManifestLookup;
import io.regclient.model.Platform;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.Optional;

/** Manifests that have another one as their subject: {@link RegClient#referrers}, which says how its methods fail. */
public final class Referrers {
    private final SchemeSet schemes;

    Referrers(SchemeSet schemes) {
        this.schemes = schemes;
    }

    /** Upstream {@code ReferrerList}: a reference by tag costs a HEAD for its digest (RF-1). */
    public ReferrerList list(Ref subject, ReferrerQuery query) throws IOException {
        return list(subject, Optional.empty(), subject, query);
    }

    /**
     * What refers to a manifest, or to the best entry of an index for a platform (RF-1).
     *
     * @param source repository that is asked for the list
     */
    public ReferrerList list(Ref subject, Optional<Platform> platform, Ref source, ReferrerQuery query)
            throws IOException {
        Scheme scheme = schemes.ofRepo(source);
        return Operations.call(() -> scheme.listReferrers(source.withDigest(digest(subject, platform)), query));
    }

    private Digest digest(Ref subject, Optional<Platform> platform) throws IOException {
        if (subject.digest().isPresent() && platform.isEmpty()) {
            return subject.requireDigest();
        }
        return new ManifestLookup(schemes)
                .describe(subject, platform)
                .descriptor()
                .digest()
                .orElseThrow();
    }
}
