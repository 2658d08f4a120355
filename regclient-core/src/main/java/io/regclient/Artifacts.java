// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.error.RegistryException;
import io.regclient.image.Artifact;
import io.regclient.image.ArtifactFiles;
import io.regclient.image.ArtifactLookup;
import io.regclient.image.ArtifactPush;
import io.regclient.image.ArtifactTree;
import io.regclient.image.ArtifactWalk;
import io.regclient.image.DigestTags;
import io.regclient.image.NewArtifact;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Content that is no image: {@link RegClient#artifacts}, which says how its methods fail. */
public final class Artifacts {
    private final SchemeSet schemes;
    private final Path temporary;

    Artifacts(SchemeSet schemes, Path temporary) {
        this.schemes = schemes;
        this.temporary = temporary;
    }

    /**
     * The artifact a reference names, of an index the first entry in the order of the query (regctl 9.1.1).
     *
     * @param platform platform of an entry of an index
     */
    public Artifact get(Ref ref, ReferrerQuery query, Optional<Platform> platform) throws IOException {
        return Operations.call(() -> new ArtifactLookup(schemes, query, platform).get(ref));
    }

    /**
     * The first artifact in the order of the query that refers to a manifest (regctl 9.1.1).
     *
     * @param source repository that is asked for what refers to the subject
     * @param platform platform of the subject, when that is an index
     */
    public Artifact getReferrer(Ref subject, Ref source, ReferrerQuery query, Optional<Platform> platform)
            throws IOException {
        return Operations.call(() -> new ArtifactLookup(schemes, query, platform).getReferrer(subject, source));
    }

    /**
     * Writes layers of an artifact into a directory, under their titles, from which nothing leads out (regctl 9.1.1).
     *
     * @param directory it must exist
     * @param withoutDirectories leave out the directories of names
     * @throws RegistryException of kind INVALID_INPUT when two layers have the same name, LOCAL_IO for a file that cannot
     *     be written
     */
    public void write(Artifact artifact, List<Descriptor> layers, Path directory, boolean withoutDirectories)
            throws IOException {
        Scheme scheme = schemes.ofRepo(artifact.ref());
        ArtifactFiles files = new ArtifactFiles(scheme, temporary);
        Operations.run(() -> {
            scheme.expect(artifact.ref(), layers);
            files.write(artifact, layers, directory, withoutDirectories);
        });
    }

    /**
     * A manifest with everything that hangs on it, as far as it can be read (regctl 9.1.4).
     *
     * @param query which referrers belong to the tree
     * @param source another repository that is asked for referrers
     * @param withDigestTags tags named after a digest belong to it too
     */
    public ArtifactTree tree(Ref ref, ReferrerQuery query, Optional<Ref> source, boolean withDigestTags)
            throws IOException {
        return Operations.call(() -> {
            Optional<DigestTags> tags = withDigestTags ? Optional.of(new DigestTags(schemes, ref)) : Optional.empty();
            return new ArtifactWalk(schemes, query, source, tags).of(ref);
        });
    }

    /**
     * Pushes an artifact: blobs that are not there, then its manifest, then the index that lists it (regctl 9.1.3).
     *
     * @param target its repository, and its tag or that of the index
     */
    public Manifest put(Ref target, NewArtifact artifact, ArtifactPush.Layers layers, ArtifactPush.Naming naming)
            throws IOException {
        return Operations.call(() -> new ArtifactPush(schemes, temporary).push(target, artifact, layers, naming));
    }
}
