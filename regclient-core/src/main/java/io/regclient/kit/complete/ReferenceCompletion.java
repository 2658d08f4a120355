// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.complete;

import io.regclient.error.RegistryException;
import io.regclient.kit.cli.Invocation;
import io.regclient.ref.Ref;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Completes references part by part: a registry of the configuration, a repository of its catalogue, a tag; or a layout.
 * Registries are asked while somebody waits, so each question has a time limit, and what fails is no candidate. What they
 * answer goes to the user's command line: only names that can be part of a reference get there.
 */
final class ReferenceCompletion {
    private static final String LAYOUT = "ocidir://";

    /** A file that a directory has when it is a layout (OCI image layout specification). */
    private static final String LAYOUT_FILE = "oci-layout";

    private static final Duration CATALOGUE_LIMIT = Duration.ofSeconds(1);
    private static final Duration TAGS_LIMIT = Duration.ofSeconds(2);

    /** Names with a meaning for a shell are left out. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:/+~\\[\\]-]*");

    /** More than a person wants to choose from; layouts, and registries that know no pages, tell all they have. */
    private static final int MAX_CANDIDATES = 1000;

    private final LiveNames names;
    private final Invocation invocation;

    ReferenceCompletion(LiveNames names, Invocation invocation) {
        this.names = names;
        this.invocation = invocation;
    }

    Candidates registries(String prefix) {
        return harmless(registries(), prefix);
    }

    Candidates repositories(String prefix) {
        if (prefix.startsWith(LAYOUT)) {
            return layouts(prefix);
        }
        Optional<String> registry = registryOf(prefix);
        if (registry.isEmpty()) {
            return prefix.contains("/") ? Candidates.NONE : starts(prefix);
        }
        return harmless(repositoriesOf(registry.get()).orElse(List.of()), prefix);
    }

    Candidates images(String prefix) {
        if (prefix.contains("@")) {
            return Candidates.NONE;
        }
        int colon = prefix.lastIndexOf(':');
        boolean tagged = colon > prefix.lastIndexOf('/');
        if (prefix.startsWith(LAYOUT) && !tagged) {
            return layouts(prefix);
        }
        Candidates registries = prefix.contains("/") ? Candidates.NONE : starts(prefix);
        if (!registries.words().isEmpty()) {
            return registries;
        }
        if (!tagged) {
            return repositoriesOrTags(prefix);
        }
        String name = prefix.substring(0, colon);
        boolean port = !name.contains("/") && registryOf(name + "/").isPresent();
        return port ? Candidates.NONE : harmless(tagsOf(name), prefix);
    }

    /** A repository may be the beginning of another one; its tags are told besides. */
    private Candidates repositoriesOrTags(String prefix) {
        List<String> found = new ArrayList<>();
        Optional<List<String>> listed = registryOf(prefix).flatMap(this::repositoriesOf);
        listed.ifPresent(found::addAll);
        found.remove(prefix);
        boolean more = !Candidates.of(found, prefix).words().isEmpty();
        if (listed.isEmpty() || listed.get().contains(prefix)) {
            found.addAll(tagsOf(prefix));
        }
        Candidates candidates = harmless(found, prefix);
        return more ? candidates.withoutSpace() : candidates;
    }

    /** What a reference begins with. */
    private Candidates starts(String prefix) {
        List<String> words = new ArrayList<>();
        for (String registry : registries()) {
            words.add(registry + "/");
        }
        words.add(LAYOUT);
        return harmless(words, prefix).withoutSpace();
    }

    private List<String> registries() {
        try {
            return names.registries(invocation);
        } catch (IOException e) {
            return List.of(); // the command itself will tell what is wrong with the configuration
        }
    }

    /** The registry a text names in front of its first slash; empty for the repositories of Docker Hub, which lists none. */
    private static Optional<String> registryOf(String prefix) {
        int slash = prefix.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String name = prefix.substring(0, slash);
        try {
            return Ref.parse(name + "/x").sameRegistry(Ref.parseHost(name)) ? Optional.of(name) : Optional.empty();
        } catch (RegistryException e) {
            return Optional.empty();
        }
    }

    private Optional<List<String>> repositoriesOf(String registry) {
        return Deadline.of(CATALOGUE_LIMIT, () -> {
            List<String> repositories = new ArrayList<>();
            for (String name : names.repositories(invocation, registry)) {
                repositories.add(registry + "/" + name);
            }
            repositories.removeIf(repository -> !isReference(repository));
            return repositories;
        });
    }

    private List<String> tagsOf(String repository) {
        Ref ref;
        try {
            ref = Ref.parse(repository).withoutVersion();
        } catch (RegistryException e) {
            return List.of();
        }
        return Deadline.of(TAGS_LIMIT, () -> {
                    List<String> tags = new ArrayList<>();
                    for (String tag : names.tags(invocation, ref)) {
                        tags.add(repository + ":" + tag);
                    }
                    tags.removeIf(tag -> !isReference(tag));
                    return tags;
                })
                .orElse(List.of());
    }

    private static boolean isReference(String text) {
        try {
            return Ref.parse(text).isSet();
        } catch (RegistryException e) {
            return false;
        }
    }

    /** Directories below the one that is typed; one that is a layout stands for itself too. */
    private Candidates layouts(String prefix) {
        String typed = prefix.substring(LAYOUT.length());
        String parent = typed.substring(0, typed.lastIndexOf('/') + 1);
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                invocation.environment().workingDirectory().resolve(parent), Files::isDirectory)) {
            for (Path entry : entries) {
                String name = LAYOUT + parent + entry.getFileName();
                if (name.startsWith(prefix) && found.size() < MAX_CANDIDATES) {
                    found.add(Files.exists(entry.resolve(LAYOUT_FILE)) ? name : name + "/");
                }
            }
        } catch (IOException | DirectoryIteratorException | InvalidPathException e) {
            return Candidates.NONE; // nothing to look at
        }
        found.sort(null);
        return harmless(found, prefix).withoutSpace();
    }

    private static Candidates harmless(List<String> words, String prefix) {
        List<String> harmless = new ArrayList<>();
        for (String word : words) {
            if (harmless.size() == MAX_CANDIDATES) {
                break;
            }
            if (word.startsWith(prefix) && HARMLESS.matcher(word).matches()) {
                harmless.add(word);
            }
        }
        return Candidates.of(harmless, prefix);
    }
}
