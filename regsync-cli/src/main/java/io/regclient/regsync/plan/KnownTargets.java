// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.kit.schema.Parsed;
import io.regclient.ref.NameFilter;
import io.regclient.ref.Ref;
import io.regclient.regsync.plan.EntryScope.Image;
import io.regclient.regsync.plan.EntryScope.Registry;
import io.regclient.regsync.plan.EntryScope.Repository;
import io.regclient.regsync.schema.SyncEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what people mean by a reference: a target of the configuration, or a source that is copied to one target. */
public final class KnownTargets {
    private static final int MAX_NAMED = 10;

    /** Any repository of a registry, to tell where its others are. */
    private static final String SAMPLE = "x";

    private final List<SyncEntry> entries;
    private final RepositoryNames names;

    public KnownTargets(List<SyncEntry> entries, RepositoryNames names) {
        this.entries = List.copyOf(entries);
        this.names = names;
    }

    /**
     * A target.
     *
     * @param target with a tag, or without one for the whole repository
     * @param sources what is copied to it, each with a tag where that is one tag
     */
    public record Place(Ref target, List<Ref> sources) {
        public Place {
            sources = List.copyOf(sources);
        }
    }

    private record Pair(Ref source, Ref target) {}

    /**
     * What a text means.
     *
     * @throws RegistryException of kind INVALID_INPUT when it is nothing that the configuration knows, or more than one
     */
    public Place find(String text) throws RegistryException {
        Ref ref = parse(text);
        List<Pair> targets = new ArrayList<>();
        List<Pair> sources = new ArrayList<>();
        for (SyncEntry entry : entries) {
            EntryScope scope = EntryScope.named(entry); // one with a wrong safeguard has its history, too
            targets.addAll(matching(entry, scope, ref, false));
            sources.addAll(matching(entry, scope, ref, true));
        }
        if (!targets.isEmpty()) {
            return new Place(
                    targets.getFirst().target(),
                    targets.stream().map(Pair::source).distinct().toList());
        }
        List<String> different =
                sources.stream().map(pair -> key(pair.target())).distinct().toList();
        if (different.size() == 1) {
            return new Place(
                    sources.getFirst().target(),
                    sources.stream().map(Pair::source).distinct().toList());
        }
        throw RegistryException.of(
                ErrorKind.INVALID_INPUT,
                different.isEmpty()
                        ? "\"" + VisibleText.name(text, 200) + "\" is no target of the configuration; " + known()
                        : ref.commonName() + " is copied to several targets, name one of them: "
                                + String.join(", ", different));
    }

    /** A name without a tag is that of a repository. */
    private static Ref parse(String text) throws RegistryException {
        Ref ref = Ref.parse(text);
        if (ref.digest().isPresent()) {
            throw RegistryException.of(
                    ErrorKind.INVALID_INPUT, "a tag is expected and no digest in " + ref.commonName());
        }
        boolean tagged = ref.tag().isPresent() && text.endsWith(":" + ref.tag().get());
        return tagged ? ref : ref.withoutVersion();
    }

    private String key(Ref ref) {
        return names.of(ref) + ref.tag().map(tag -> ":" + tag).orElse("");
    }

    private String known() {
        List<String> targets = entries.stream()
                .map(entry -> VisibleText.withoutLogin(entry.target()))
                .distinct()
                .toList();
        String first = String.join(", ", targets.subList(0, Math.min(MAX_NAMED, targets.size())));
        return targets.size() <= MAX_NAMED
                ? "these are: " + first
                : "these are: " + first + " and " + (targets.size() - MAX_NAMED) + " more";
    }

    /** What of a scope a reference means, on one of its sides. */
    private List<Pair> matching(SyncEntry entry, EntryScope scope, Ref ref, boolean atSource) {
        if (scope instanceof Image image) {
            Ref side = atSource ? image.source() : image.target();
            boolean sameTag = ref.tag().isEmpty() || ref.tag().equals(side.tag());
            if (!names.of(side).equals(names.of(ref)) || !sameTag) {
                return List.of();
            }
            Ref target = ref.tag().isEmpty() ? image.target().withoutVersion() : image.target();
            return List.of(new Pair(image.source(), target));
        }
        if (scope instanceof Repository repository) {
            Ref side = atSource ? repository.source() : repository.target();
            return names.of(side).equals(names.of(ref))
                    ? List.of(new Pair(tagged(repository.source(), ref), tagged(repository.target(), ref)))
                    : List.of();
        }
        if (scope instanceof Registry registry) {
            Optional<String> below = below(atSource ? registry.host() : registry.prefix(), ref);
            return below.isPresent() && chooses(entry, below.get())
                    ? matching(entry, registry.repository(below.get()), ref, atSource)
                    : List.of();
        }
        return List.of();
    }

    /** A filter that is wrong leaves no repository out. */
    private static boolean chooses(SyncEntry entry, String repository) {
        Optional<NameFilter> filter = entry.repositoryFilter().value();
        return filter.isEmpty() || filter.get().accepts(repository);
    }

    private static Ref tagged(Ref repository, Ref like) {
        Optional<Ref> same =
                Parsed.by(() -> repository.withTag(like.tag().orElse(""))).value();
        return same.orElse(repository);
    }

    /** The name of a repository below a registry or prefix. */
    private Optional<String> below(String prefix, Ref ref) {
        Optional<Ref> sample = Parsed.by(() -> Ref.parse(prefix + "/" + SAMPLE)).value();
        if (sample.isEmpty()) {
            return Optional.empty();
        }
        String name = names.of(sample.get());
        String start = name.substring(0, name.length() - SAMPLE.length());
        String wanted = names.of(ref);
        return wanted.startsWith(start) && wanted.length() > start.length()
                ? Optional.of(wanted.substring(start.length()))
                : Optional.empty();
    }
}
