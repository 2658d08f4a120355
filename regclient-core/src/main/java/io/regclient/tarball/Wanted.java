// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.TarEntry;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Members that are still to be found, by name. Links of the archive are followed by name, also those that appear after
 * what they lead to (IM-1).
 *
 * @param <T> what is to be done with a member
 */
final class Wanted<T> {
    /** Links that lead to links. */
    private static final int MAX_HOPS = 40;

    /** Characters of all names of links that are kept. */
    private static final int MAX_LINK_CHARACTERS = 8 << 20;

    private final Map<String, T> open = new LinkedHashMap<>();
    private final Map<String, String> links = new HashMap<>();
    private int linkCharacters;
    private int changes;

    void add(String name, T use) throws RegistryException {
        T before = open.putIfAbsent(resolve(name), use);
        if (before != null && !before.equals(use)) {
            throw RegistryException.of(ErrorKind.MISMATCH, name + " stands for two different things in the tar file");
        }
        changes++;
    }

    /** Takes note of a link. */
    void link(TarEntry entry) throws RegistryException {
        if (links.containsKey(entry.name())) {
            return;
        }
        linkCharacters += entry.name().length() + entry.link().length();
        if (linkCharacters > MAX_LINK_CHARACTERS) {
            throw RegistryException.of(
                    ErrorKind.SIZE_LIMIT_EXCEEDED,
                    "the names of the links in the tar file have more than " + MAX_LINK_CHARACTERS + " characters");
        }
        links.put(entry.name(), entry.link());
        T use = open.remove(entry.name());
        if (use != null) {
            add(entry.name(), use);
        }
    }

    /** The use of a file that was wanted; it then is not any more. */
    Optional<T> take(String name) {
        Optional<T> use = Optional.ofNullable(open.remove(name));
        changes += use.isPresent() ? 1 : 0;
        return use;
    }

    /** The name of the file a name leads to, as far as links are known. */
    String resolve(String name) throws RegistryException {
        String resolved = name;
        for (int hops = 0; hops <= MAX_HOPS; hops++) {
            String next = links.get(resolved);
            if (next == null) {
                return resolved;
            }
            resolved = next;
        }
        throw RegistryException.of(ErrorKind.LOOP_DETECTED, "links in the tar file lead nowhere from " + name);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** What is wanted, by name. */
    Map<String, T> open() {
        return open;
    }

    /** Grows with everything that was found or asked for: a pass that leaves it as it was is the last one. */
    int changes() {
        return changes;
    }
}
