// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The scopes a token is asked for, in the order they were first needed (contract AU-12). Not thread-safe. */
final class Scopes {
    /** More scopes than this are not sent: the oldest is forgotten, so that the token URL keeps a sane length. */
    static final int LIMIT = 64;

    /** Characters of one scope, whose parts are a repository of up to 255 and actions; a longer one is left out. */
    static final int MAX_LENGTH = 2048;

    private static final List<String> MERGEABLE = List.of("pull", "push", "delete");

    private final List<String> entries = new ArrayList<>();

    /** Adds the scopes of a text with blanks between them; true when there is something new. */
    boolean add(String text) {
        boolean added = false;
        for (String scope : text.split(" ", -1)) {
            added |= !scope.isEmpty() && scope.length() <= MAX_LENGTH && addOne(scope);
        }
        return added;
    }

    void clear() {
        entries.clear();
    }

    List<String> list() {
        return List.copyOf(entries);
    }

    private boolean addOne(String scope) {
        if (entries.contains(scope)) {
            return false;
        }
        int colon = scope.lastIndexOf(':');
        String resource = scope.substring(0, colon + 1);
        List<String> actions = actions(scope, colon);
        for (int i = 0; i < entries.size() && isRepository(resource, actions); i++) {
            String entry = entries.get(i);
            List<String> known = new ArrayList<>(actions(entry, entry.lastIndexOf(':')));
            if (entry.startsWith(resource) && entry.lastIndexOf(':') == colon && MERGEABLE.containsAll(known)) {
                return merge(i, resource, known, actions);
            }
        }
        entries.add(scope);
        if (entries.size() > LIMIT) {
            entries.removeFirst();
        }
        return true;
    }

    private boolean merge(int index, String resource, List<String> known, List<String> actions) {
        List<String> missing = actions.stream().filter(a -> !known.contains(a)).toList();
        known.addAll(missing);
        entries.set(index, resource + String.join(",", known));
        return !missing.isEmpty();
    }

    private static boolean isRepository(String resource, List<String> actions) {
        return resource.startsWith("repository:") && MERGEABLE.containsAll(actions);
    }

    private static List<String> actions(String scope, int colon) {
        return Arrays.asList(scope.substring(colon + 1).split(",", -1));
    }
}
