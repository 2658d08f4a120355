// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;

/**
 * The name of a tag (contract REF-4). A registry, the index of a layout or a script may tell any text as a tag; only what
 * has become a value of this type is asked for or written.
 *
 * @param name 1 to 128 letters, digits, {@code _}, {@code .} and {@code -}, of which the last two do not come first
 */
public record Tag(String name) implements Comparable<Tag> {
    /** Characters of a text that is no tag that a message shows. */
    private static final int SHOWN = 200;

    public Tag {
        NameGrammar.require(NameGrammar.isTag(name), "tag", name);
    }

    /**
     * Reads the name of a tag of a repository.
     *
     * @throws RegistryException of kind INVALID_REFERENCE that names both
     */
    public static Tag parse(String text, Ref repository) throws RegistryException {
        if (!NameGrammar.isTag(text)) {
            throw RegistryException.of(
                    ErrorKind.INVALID_REFERENCE,
                    "invalid reference \"" + repository.withoutVersion() + ":" + VisibleText.name(text, SHOWN)
                            + "\", a tag has 1 to 128 letters, digits, \"_\", \".\" and \"-\"");
        }
        return new Tag(text);
    }

    @Override
    public int compareTo(Tag other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
