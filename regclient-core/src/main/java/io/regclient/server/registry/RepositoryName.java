// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A repository name (OCI distribution specification, "Pulling manifests"): components of lower-case letters, digits and
 * single separators, at most 255 characters. No component can begin with a dot, so a name never leaves the directory
 * of the server and never meets its own files there.
 *
 * @param value the name
 */
record RepositoryName(String value) {
    private static final int MAX_LENGTH = 255;
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern NAME = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");

    /** Names in a layout: below another repository they would collide with that repository's content. */
    private static final Set<String> RESERVED = Set.of("blobs", "oci-layout");

    /** The index and the side files other tools make for its replacement. */
    private static final String RESERVED_PREFIX = "index.json";

    RepositoryName {
        if (value.length() > MAX_LENGTH || !NAME.matcher(value).matches() || collides(value)) {
            throw new IllegalArgumentException("not a repository name: " + value);
        }
    }

    static Optional<RepositoryName> tryParse(String text) {
        boolean valid = text.length() <= MAX_LENGTH && NAME.matcher(text).matches() && !collides(text);
        return valid ? Optional.of(new RepositoryName(text)) : Optional.empty();
    }

    private static boolean collides(String name) {
        List<String> components = Arrays.asList(name.split("/", -1));
        return components.stream().skip(1).anyMatch(c -> RESERVED.contains(c) || c.startsWith(RESERVED_PREFIX));
    }

    /** The directory of the repository's layout. */
    Path under(Path root) {
        return root.resolve(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
