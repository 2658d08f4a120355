// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.regsync.config.SyncEntry;
import io.regclient.regsync.plan.RepositorySelection;
import io.regclient.regsync.plan.SyncAction;
import io.regclient.regsync.plan.SyncTask;
import io.regclient.regsync.plan.TagSelection;
import io.regclient.scheme.ListOptions;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one entry: a registry, a repository or an image (contract regsync 8). */
final class EntryRunner {
    private static final Logger LOG = LoggerFactory.getLogger(EntryRunner.class);

    private final RegClient client;
    private final ImageSync images;
    private final boolean abortOnError;

    EntryRunner(RegClient client, ImageSync images, boolean abortOnError) {
        this.client = client;
        this.images = images;
        this.abortOnError = abortOnError;
    }

    /** Runs the entry; what fails is recorded and the rest goes on, unless errors abort. */
    void run(SyncEntry entry, SyncAction action, Failures failures) {
        try {
            switch (entry.type()) {
                case "registry" -> registry(entry, action, failures);
                case "repository" -> repository(entry, entry.source(), entry.target(), action, failures);
                case "image" -> image(entry, action, failures);
                default -> {
                    LOG.atError()
                            .addKeyValue("step", entry.source())
                            .addKeyValue("type", entry.type())
                            .log("Type not recognized, must be one of: registry, repository, or image");
                    throw RegistryException.of(
                            ErrorKind.INVALID_INPUT,
                            "invalid input: type \"" + entry.type() + "\" of source \"" + entry.source()
                                    + "\" must be one of: registry, repository, image");
                }
            }
        } catch (IOException e) {
            failures.add(e);
        } catch (RuntimeException e) {
            // a defect must not look like success on a thread that nobody waits for
            String message = "internal error: " + e.getClass().getSimpleName() + ": " + RegistryException.describe(e);
            failures.add(RegistryException.of(ErrorKind.UNAVAILABLE, message, e));
        }
    }

    private void registry(SyncEntry entry, SyncAction action, Failures failures) throws IOException {
        String last = "";
        while (true) {
            List<String> page;
            try {
                page = client.repos()
                        .list(entry.source(), new ListOptions(OptionalInt.empty(), optional(last)))
                        .repositories();
            } catch (IOException e) {
                logError("Failed to list source repositories", entry.source(), e);
                throw e;
            }
            if (page.isEmpty() || page.getLast().equals(last)) {
                return;
            }
            last = page.getLast();
            for (String name : RepositorySelection.select(entry.repos(), page)) {
                repository(entry, entry.source() + "/" + name, entry.target() + "/" + name, action, failures);
                if (failures.stops(abortOnError)) {
                    return;
                }
            }
        }
    }

    private static Optional<String> optional(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private void repository(SyncEntry entry, String source, String target, SyncAction action, Failures failures) {
        try {
            Ref from = parse(source, "source").withoutVersion();
            Ref to = parse(target, "target").withoutVersion();
            for (String tag : tags(entry, from, to, action)) {
                try {
                    images.sync(new SyncTask(entry, from.withTag(tag), to.withTag(tag), action));
                } catch (IOException e) {
                    failures.add(e);
                }
                if (failures.stops(abortOnError)) {
                    break;
                }
            }
            finish(to);
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private List<String> tags(SyncEntry entry, Ref source, Ref target, SyncAction action) throws IOException {
        List<String> available = sourceTags(source);
        List<String> selected;
        try {
            selected = TagSelection.select(entry.tagFilters(), available);
        } catch (RegistryException e) {
            logError("Failed processing tag filters", source.toString(), e);
            throw e;
        }
        if (selected.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("source", source.toString())
                    .addKeyValue("tags", entry.tags())
                    .addKeyValue("tagSets", entry.tagSets())
                    .addKeyValue("available", available)
                    .log("No matching tags found");
        }
        if (!action.keepsExisting() || selected.isEmpty()) {
            return selected;
        }
        Set<String> existing = targetTags(target);
        return selected.stream().filter(t -> !existing.contains(t)).sorted().toList();
    }

    private List<String> sourceTags(Ref source) throws IOException {
        try {
            return client.tags().list(source, ListOptions.ALL).tags();
        } catch (IOException e) {
            logError("Failed getting source tags", source.toString(), e);
            throw e;
        }
    }

    /** A target that cannot be listed has no tags (contract regsync 8). */
    private Set<String> targetTags(Ref target) throws IOException {
        try {
            return new HashSet<>(client.tags().list(target, ListOptions.ALL).tags());
        } catch (IOException e) {
            if (RegistryException.is(e, ErrorKind.CANCELED)) {
                throw e;
            }
            LOG.atDebug()
                    .addKeyValue("target", target.toString())
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed getting target tags");
            return Set.of();
        }
    }

    private void image(SyncEntry entry, SyncAction action, Failures failures) throws IOException {
        Ref source = parse(entry.source(), "source");
        Ref target = parse(entry.target(), "target");
        try {
            images.sync(new SyncTask(entry, source, target, action));
        } catch (IOException e) {
            failures.add(e);
        }
        finish(target);
    }

    /** Collects the garbage of a layout; an interrupted run leaves it to the next one. */
    private void finish(Ref target) throws IOException {
        if (!Thread.currentThread().isInterrupted()) {
            client.finish(target);
        }
    }

    private static Ref parse(String text, String key) throws RegistryException {
        try {
            return Ref.parse(text);
        } catch (RegistryException e) {
            LOG.atError()
                    .addKeyValue(key, text)
                    .addKeyValue("error", e.getMessage())
                    .log("Failed parsing " + key);
            throw e.withContext("failed parsing " + key);
        }
    }

    private static void logError(String message, String source, IOException e) {
        LOG.atError()
                .addKeyValue("source", source)
                .addKeyValue("error", RegistryException.describe(e))
                .log(message);
    }
}
