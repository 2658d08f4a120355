// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.NewRepository;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the tags of a repository to another one, several at the same time (contract regctl 9.10.1). */
public final class RepoCopier {
    private static final Logger LOG = LoggerFactory.getLogger(RepoCopier.class);

    private final SchemeSet schemes;
    private final ImageCopier images;

    public RepoCopier(SchemeSet schemes, ImageCopier images) {
        this.schemes = schemes;
        this.images = images;
    }

    /**
     * Copies tag by tag; one that fails is told in the log and does not keep the others. What was copied stays, so that
     * another run continues there.
     *
     * @throws RegistryException of kind CANCELED after an interrupt
     */
    public RepoCopyResult copy(Ref source, Ref target, RepoCopyOptions options) throws IOException {
        Ref from = source.withoutVersion();
        Ref to = target.withoutVersion();
        Queue<CopyResult> done = new ConcurrentLinkedQueue<>();
        Queue<RepoCopyResult.Failure> failed = new ConcurrentLinkedQueue<>();
        List<Tag> selected = selected(from, to, options, failed);
        Optional<NewRepository> made = look(to, selected, options);
        Queue<Tag> waiting = new ConcurrentLinkedQueue<>(selected);
        int width = Math.min(options.width(), waiting.size());
        ImageCopier.Session session =
                images.session(options.image().toBuilder().newRepository(made).build());
        try (TaskGroup group = new TaskGroup()) {
            for (int i = 0; i < width; i++) {
                group.fork(() -> {
                    for (Tag tag = waiting.poll(); tag != null; tag = waiting.poll()) {
                        Ref goal = to.withTag(tag);
                        try {
                            done.add(session.copy(from.withTag(tag), goal));
                        } catch (IOException e) {
                            failed.add(failure(from.withTag(tag), goal, e));
                        }
                    }
                });
            }
            group.join();
        }
        return new RepoCopyResult(from, to, List.copyOf(done), List.copyOf(failed));
    }

    private static RepoCopyResult.Failure failure(Ref source, Ref target, IOException e) throws IOException {
        RegistryException reason =
                RegistryException.withContext("copy " + source.commonName() + " to " + target.commonName(), e);
        if (TaskGroup.isCancel(reason)) {
            throw reason;
        }
        LOG.atError()
                .addKeyValue("source", source.commonName())
                .addKeyValue("target", target.commonName())
                .addKeyValue("err", RegistryException.describe(e))
                .log("Failed to copy tag");
        return new RepoCopyResult.Failure(target, reason);
    }

    /** The tags that are to be copied; a name that is none is a failure of its own. */
    private List<Tag> selected(
            Ref source, Ref target, RepoCopyOptions options, Collection<RepoCopyResult.Failure> failed)
            throws IOException {
        List<Tag> tags = new ArrayList<>();
        List<String> available =
                schemes.ofRepo(source).listTags(source, ListOptions.ALL).tags();
        for (String name : options.tags().choose(available)) {
            try {
                tags.add(Tag.parse(name, source));
            } catch (RegistryException e) {
                failed.add(failure(source, target, e));
            }
        }
        if (tags.isEmpty() && failed.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("source", source.commonName())
                    .addKeyValue("available", available.size())
                    .log("No matching tags found");
        }
        return tags;
    }

    /**
     * Looks at the target's tags where that is asked for, or tells whether it has any blob that has to be looked for.
     *
     * @return the target when it is a new repository
     */
    private Optional<NewRepository> look(Ref target, List<Tag> tags, RepoCopyOptions options) throws IOException {
        Scheme storage = schemes.ofRepo(target);
        if (!options.newTagsOnly() || tags.isEmpty()) {
            boolean pays = tags.size() >= NewRepository.WORTH_ASKING;
            return pays ? NewRepository.ask(storage, target) : Optional.empty();
        }
        try {
            Set<String> there =
                    new HashSet<>(storage.listTags(target, ListOptions.ALL).tags());
            tags.removeIf(tag -> there.contains(tag.name()));
            return Optional.empty();
        } catch (RegistryException e) {
            if (!e.is(ErrorKind.NOT_FOUND)) {
                throw e;
            }
            return NewRepository.ifUnknown(target, e);
        }
    }
}
