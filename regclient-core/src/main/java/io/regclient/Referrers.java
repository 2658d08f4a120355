// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.image.DigestTags;
import io.regclient.image.ManifestLookup;
import io.regclient.model.Descriptor;
import io.regclient.model.Platform;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        return Operations.call(() -> scheme.listReferrers(
                source.withDigest(toDigest(subject, platform).requireDigest()), query));
    }

    /** The reference by the digest of its manifest, or of that of an index for a platform, without its tag. */
    public Ref toDigest(Ref subject, Optional<Platform> platform) throws IOException {
        return Operations.call(() -> new ManifestLookup(schemes).toDigest(subject, platform));
    }

    /**
     * A list with what the tags named after the digest of its subject stand for, whatever was asked for (regctl 9.1.2).
     *
     * @param subject with its digest
     */
    public ReferrerList withDigestTags(Ref subject, ReferrerList list) throws IOException {
        return Operations.call(() -> {
            List<Descriptor> all = new ArrayList<>(list.descriptors());
            all.addAll(new DigestTags(schemes, subject).descriptors(subject.requireDigest()));
            return new ReferrerList(all, list.annotations(), list.fallbackTags(), list.index());
        });
    }
}
