// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import io.regclient.regsync.filter.TagSelection;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.schema.SyncEntry;
import io.regclient.scheme.ListOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the tags of a repository that an entry is about (contract regsync 8, "repository"). */
final class RepositoryTags {
    private static final Logger LOG = LoggerFactory.getLogger(RepositoryTags.class);

    private final RegClient client;
    private final SourceDates dates;

    /**
     * Finds tags.
     *
     * @param dates for filters by time
     */
    RepositoryTags(RegClient client, SourceDates dates) {
        this.client = client;
        this.dates = dates;
    }

    /**
     * Names that the source lists as tags.
     *
     * @param list all of them
     * @param selected those that the filters of the entry leave
     */
    record Found(TagList list, List<String> selected) {
        Found {
            selected = List.copyOf(selected);
        }
    }

    /** What the source lists, and what the filters of the entry leave of it. */
    Found find(SyncEntry entry, Repository repository) throws IOException {
        String source = repository.source().toString();
        TagList list = list(repository.source());
        List<String> available = list.tags();
        List<String> selected;
        try {
            selected = entry.tagSelection().get().select(available, dates.of(repository.source()));
        } catch (IOException e) {
            logError("Failed processing tag filters", source, e);
            throw e;
        }
        if (selected.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("source", source)
                    .addKeyValue("tags", entry.tags())
                    .addKeyValue("tagSets", entry.tagSets())
                    .addKeyValue("available", available)
                    .log("No matching tags found");
        }
        return new Found(list, selected);
    }

    /** Which rule kept or dropped each name that the source lists, in the order of the list. */
    List<TagSelection.Verdict> explain(SyncEntry entry, Repository repository) throws IOException {
        return entry.tagSelection().get().explain(list(repository.source()).tags(), dates.of(repository.source()));
    }

    /** Logs that a name of the source is no tag, and fails. */
    static void refuse(RegistryException problem, Repository repository) throws RegistryException {
        LOG.atError()
                .addKeyValue("target", repository.target().toString())
                .addKeyValue("source", repository.source().toString())
                .addKeyValue("error", problem.getMessage())
                .log("Failed to sync");
        throw problem;
    }

    /** The tags, sorted, that the target does not have. */
    List<Tag> missing(List<Tag> selected, TargetRepository target) throws IOException {
        if (selected.isEmpty()) {
            return selected;
        }
        Set<String> existing = target.tags();
        return selected.stream()
                .filter(tag -> !existing.contains(tag.name()))
                .sorted()
                .toList();
    }

    /** The tags that have to be looked at: not those that never move and that the target has. */
    List<Tag> withoutImmutable(List<Tag> selected, SyncEntry entry, TargetRepository target) throws IOException {
        List<Tag> changing = new ArrayList<>();
        for (Tag tag : selected) {
            if (!entry.isImmutable(tag.name())) {
                changing.add(tag);
            }
        }
        if (changing.size() == selected.size()) {
            return selected;
        }
        Set<String> existing = target.tags();
        Set<Tag> looked = new HashSet<>(changing);
        List<Tag> wanted = selected.stream()
                .filter(tag -> looked.contains(tag) || !existing.contains(tag.name()))
                .toList();
        LOG.atDebug()
                .addKeyValue("target", target)
                .addKeyValue("tags", selected.size() - wanted.size())
                .log("Immutable tags exist");
        return wanted;
    }

    private TagList list(Ref source) throws IOException {
        try {
            return client.tags().list(source, ListOptions.ALL);
        } catch (IOException e) {
            logError("Failed getting source tags", source.toString(), e);
            throw e;
        }
    }

    /** True for an answer after which a copy is tried that keeps what exists. */
    static boolean countsAsAbsent(IOException e) {
        return RegistryException.is(e, ErrorKind.HTTP_STATUS)
                || RegistryException.is(e, ErrorKind.NOT_FOUND)
                || RegistryException.is(e, ErrorKind.UNSUPPORTED_API);
    }

    private static void logError(String message, String source, IOException e) {
        LOG.atError()
                .addKeyValue("source", source)
                .addKeyValue("error", RegistryException.describe(e))
                .log(message);
    }
}
