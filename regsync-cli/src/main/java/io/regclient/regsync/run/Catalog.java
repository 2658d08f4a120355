// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.run;

import io.regclient.RegClient;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.RepoList;
import io.regclient.scheme.ListOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The repositories of a registry, page by page (contract regsync 8, "registry"). */
public final class Catalog {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    /** Pages that are read; registries send a hundred names or more on each. */
    static final int MAX_PAGES = 1000;

    /** Characters of all names: they are remembered while the catalog is walked. */
    static final int MAX_NAMES = 32 << 20;

    private final RegClient client;
    private final String registry;
    private final Set<String> seen = new HashSet<>();
    private String last = "";
    private int pages;
    private long characters;

    @Nullable
    private RepoList page;

    Catalog(RegClient client, String registry) {
        this.client = client;
        this.registry = registry;
    }

    /** The names of all pages. */
    public static List<String> all(RegClient client, String registry) throws IOException {
        Catalog catalog = new Catalog(client, registry);
        List<String> all = new ArrayList<>();
        List<String> page = catalog.next();
        while (!page.isEmpty()) {
            all.addAll(page);
            page = catalog.next();
        }
        return all;
    }

    /** The names of the next page that were on no page before; empty at the end. */
    List<String> next() throws IOException {
        if (page != null) {
            String after = page.repositories().getLast();
            if (after.equals(last)) {
                return end(page);
            }
            last = after;
        }
        page = read();
        List<String> names = page.repositories().stream().filter(seen::add).toList();
        if (names.isEmpty()) {
            return end(page); // or a registry that does not know the parameter and sends the same page again
        }
        count(names);
        return names;
    }

    private List<String> end(RepoList ending) throws RegistryException {
        if (ending.more()) {
            throw RegistryException.of(
                    ErrorKind.MISMATCH,
                    "the catalog of " + registry + " announces more repositories but none follow \"" + last + "\"");
        }
        return List.of();
    }

    private void count(List<String> names) throws RegistryException {
        pages++;
        if (pages > MAX_PAGES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "the catalog of " + registry + " has more than " + MAX_PAGES + " pages");
        }
        characters += names.stream().mapToLong(String::length).sum();
        if (characters > MAX_NAMES) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "the names in the catalog of " + registry + " have more than " + MAX_NAMES + " characters");
        }
    }

    /** The repositories after the last one of the page before; the first page for an empty text. */
    private RepoList read() throws IOException {
        Optional<String> after = last.isEmpty() ? Optional.empty() : Optional.of(last);
        try {
            return client.repos().list(registry, new ListOptions(OptionalInt.empty(), after));
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("source", registry)
                    .addKeyValue("error", RegistryException.describe(e))
                    .log("Failed to list source repositories");
            throw e;
        }
    }
}
