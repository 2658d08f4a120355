// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tags of a repository that are named after a digest, such as {@code sha256-<hex>.sig} (contract regctl 9.1.2). The
 * tags are listed once. Not thread-safe.
 */
public final class DigestTags {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private final Scheme scheme;
    private final Ref repo;
    private final ManifestLookup manifests;
    private Optional<List<String>> tags = Optional.empty();

    /** The digest tags of the repository a reference names. */
    public DigestTags(SchemeSet schemes, Ref repo) throws IOException {
        this.scheme = schemes.ofRepo(repo);
        this.repo = repo.withoutVersion();
        this.manifests = new ManifestLookup(schemes);
    }

    /** The tags named after a digest but for the one that holds its list of referrers. */
    public List<Ref> of(Digest digest) throws IOException {
        String listTag = ReferrerTag.of(digest);
        List<Ref> found = new ArrayList<>();
        for (String tag : tags()) {
            if (tag.startsWith(listTag) && !tag.equals(listTag)) {
                found.add(repo.withTag(tag));
            }
        }
        return found;
    }

    /** What these tags name, each with its tag as the annotation that names references in the OCI specification. */
    public List<Descriptor> descriptors(Digest digest) throws IOException {
        List<Descriptor> found = new ArrayList<>();
        for (Ref tag : of(digest)) {
            Descriptor head = manifests.describe(tag, Optional.empty()).descriptor();
            Map<String, String> annotations = new HashMap<>(head.annotations());
            annotations.put(REF_NAME, tag.tag().orElse(""));
            found.add(head.withAnnotations(annotations));
        }
        return found;
    }

    private List<String> tags() throws IOException {
        if (tags.isEmpty()) {
            tags = Optional.of(scheme.listTags(repo, ListOptions.ALL).tags());
        }
        return tags.get();
    }
}
