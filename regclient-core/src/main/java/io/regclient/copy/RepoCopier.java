// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Copies the tags of a repository to another one, several at the same time (contract regctl 9.10.1). */
public final class RepoCopier {
    private final SchemeSet schemes;
    private final ImageCopier images;

    public RepoCopier(SchemeSet schemes, ImageCopier images) {
        this.schemes = schemes;
        this.images = images;
    }

    /**
     * Copies tag by tag; the first failure ends the others. What was copied stays, so that another run continues there.
     *
     * @return what became of each tag, in the order in which the copies ended
     * @throws RegistryException of kind INVALID_REFERENCE, before anything is copied, for a name that is no tag
     */
    public List<CopyResult> copy(Ref source, Ref target, RepoCopyOptions options) throws IOException {
        Ref from = source.withoutVersion();
        Ref to = target.withoutVersion();
        Queue<Tag> waiting = new ConcurrentLinkedQueue<>(wanted(from, to, options));
        Queue<CopyResult> done = new ConcurrentLinkedQueue<>();
        int width = Math.min(options.width(), waiting.size());
        ImageCopier.Session session = images.session();
        try (TaskGroup group = new TaskGroup()) {
            for (int i = 0; i < width; i++) {
                group.fork(() -> {
                    for (Tag tag = waiting.poll(); tag != null; tag = waiting.poll()) {
                        done.add(copy(session, from.withTag(tag), to.withTag(tag), options.image()));
                    }
                });
            }
            group.join();
        }
        return List.copyOf(done);
    }

    private static CopyResult copy(ImageCopier.Session session, Ref source, Ref target, CopyOptions options)
            throws IOException {
        try {
            return session.copy(source, target, options);
        } catch (IOException e) {
            throw RegistryException.withContext("copy " + source.commonName() + " to " + target.commonName(), e);
        }
    }

    private List<Tag> wanted(Ref source, Ref target, RepoCopyOptions options) throws IOException {
        List<Tag> tags = new ArrayList<>();
        for (String name : options.tags().choose(list(source))) {
            tags.add(Tag.parse(name, source));
        }
        if (options.newTagsOnly() && !tags.isEmpty()) {
            Set<String> there = new HashSet<>(listExisting(target));
            tags.removeIf(tag -> there.contains(tag.name()));
        }
        return tags;
    }

    private List<String> list(Ref repo) throws IOException {
        return schemes.ofRepo(repo).listTags(repo, ListOptions.ALL).tags();
    }

    /** A repository that is not there yet has no tags. */
    private List<String> listExisting(Ref repo) throws IOException {
        try {
            return list(repo);
        } catch (RegistryException e) {
            if (e.is(ErrorKind.NOT_FOUND)) {
                return List.of();
            }
            throw e;
        }
    }
}
