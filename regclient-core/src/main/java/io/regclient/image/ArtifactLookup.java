// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.DescriptorFilter;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Finds artifacts: by name, as an entry of an index, or as what refers to another manifest (contract regctl 9.1.1). */
public final class ArtifactLookup {
    private final SchemeSet schemes;
    private final ManifestLookup manifests;
    private final ReferrerQuery query;
    private final Optional<Platform> platform;

    /**
     * A search.
     *
     * @param query what entries and referrers must be like; the first in its order is taken
     * @param platform platform of the subject, or of an entry of an index
     */
    public ArtifactLookup(SchemeSet schemes, ReferrerQuery query, Optional<Platform> platform) {
        this.schemes = schemes;
        this.manifests = new ManifestLookup(schemes);
        this.query = query;
        this.platform = platform;
    }

    /**
     * The artifact a reference names; of an index the entry that was asked for.
     *
     * @throws RegistryException of kind NOT_FOUND when no entry is like that
     */
    public Artifact get(Ref ref) throws IOException {
        Manifest manifest = manifests.get(ref, Optional.empty());
        return manifest.isIndex() ? entry(ref, manifest) : new Artifact(ref, manifest);
    }

    private Artifact entry(Ref ref, Manifest index) throws IOException {
        Descriptor entry = DescriptorFilter.of(
                        query.artifactType(), query.annotations(), query.sortAnnotation(), query.sortDescending())
                .withPlatform(platform)
                .first(index.manifests())
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.NOT_FOUND, "no matching artifacts found in index: not found: " + ref.commonName()));
        return new Artifact(ref, manifests.get(ref, entry));
    }

    /**
     * The first artifact that refers to a manifest.
     *
     * @param source repository that is asked for referrers
     * @throws RegistryException of kind NOT_FOUND when there is none
     */
    public Artifact getReferrer(Ref subject, Ref source) throws IOException {
        Ref resolved = manifests.toDigest(subject, platform);
        List<Descriptor> found = schemes.ofRepo(source)
                .listReferrers(source.withDigest(resolved.requireDigest()), query)
                .descriptors();
        if (found.isEmpty()) {
            throw RegistryException.of(ErrorKind.NOT_FOUND, "no matching referrers to " + subject.commonName());
        }
        if (found.size() > 1 && query.sortAnnotation().isEmpty()) {
            LoggerFactory.getLogger(ArtifactLookup.class)
                    .atWarn()
                    .addKeyValue("match count", found.size())
                    .addKeyValue("subject", subject.commonName())
                    .log("multiple referrers match, using first match");
        }
        Ref repo = source.withoutVersion();
        Manifest manifest = manifests.get(repo, found.getFirst());
        return manifest.isIndex() ? entry(repo, manifest) : new Artifact(repo, manifest);
    }
}
