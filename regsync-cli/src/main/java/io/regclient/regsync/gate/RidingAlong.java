// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.RegClient;
import io.regclient.copy.CopyOptions;
import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ReferrerList;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is copied with an image without being a part of it: the referrers and digest tags of each of its manifests, and
 * those of the referrers and tags themselves. Not thread-safe.
 */
final class RidingAlong {
    private final RegClient client;
    private final CopyOptions options;
    private final SeenManifests seen;

    /** The tags of a repository, listed once. */
    private final Map<Ref, NavigableSet<String>> tags = new HashMap<>();

    /**
     * Looks for them.
     *
     * @param seen what was read so far
     */
    RidingAlong(RegClient client, CopyOptions options, SeenManifests seen) {
        this.client = client;
        this.options = options;
        this.seen = seen;
    }

    /** True when a copy with these options takes more than the image. */
    static boolean isWanted(CopyOptions options) {
        return options.digestTags() || !options.referrers().isEmpty();
    }

    /**
     * Adds the bytes of the layers and configs of an image and of all that rides along.
     *
     * @param blobs each counts once
     */
    void count(CopiedImage image, CountedBlobs blobs) throws IOException {
        Deque<CopiedImage> open = new ArrayDeque<>(List.of(image));
        Set<Digest> looked = new HashSet<>();
        Set<Digest> found = new HashSet<>();
        while (!open.isEmpty()) {
            CopiedImage next = open.removeLast();
            next.count(blobs);
            for (Digest manifest : next.manifests()) {
                if (looked.add(manifest)) {
                    for (Ref attached : attached(manifest, next.repository())) {
                        if (found.add(attached.requireDigest())) {
                            open.add(new CopiedImage(client, attached, options, seen));
                        }
                    }
                }
            }
        }
    }

    /** The manifests that ride along with one, by digest. */
    private List<Ref> attached(Digest manifest, Ref repository) throws IOException {
        List<Ref> found = new ArrayList<>();
        List<String> lists = List.of();
        if (!options.referrers().isEmpty()) {
            Ref from = options.referrerSource().orElse(repository).withDigest(manifest);
            ReferrerList list = referrers(from);
            lists = list.fallbackTags();
            for (ReferrerQuery filter : options.referrers()) {
                for (Descriptor referrer : filter.select(list.descriptors())) {
                    found.add(from.withDigest(seen.get(from, referrer).digest()));
                }
            }
        }
        if (options.digestTags()) {
            String prefix = ReferrerTag.digestTagPrefix(manifest);
            for (String name : tags(repository).tailSet(prefix)) {
                if (!name.startsWith(prefix)) {
                    break;
                }
                if (!lists.contains(name)) {
                    Ref tagged = repository.withTag(Tag.parse(name, repository));
                    found.add(tagged.withDigest(seen.get(tagged).digest()));
                }
            }
        }
        return found;
    }

    private ReferrerList referrers(Ref subject) throws IOException {
        try {
            return client.referrers().list(subject, ReferrerQuery.ALL);
        } catch (RegistryException e) {
            throw RegistryException.withContext("referrers for the gate", e);
        }
    }

    private NavigableSet<String> tags(Ref repository) throws IOException {
        NavigableSet<String> known = tags.get(repository);
        if (known == null) {
            known = new TreeSet<>(
                    client.tags().list(repository, ListOptions.ALL).tags());
            tags.put(repository, known);
        }
        return known;
    }
}
