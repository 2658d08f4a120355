// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

/**
 * One entry of a tar archive.
 *
 * @param name name, cleaned by {@link EntryName#clean}
 * @param kind what it is
 * @param size bytes of content
 * @param link cleaned name of what a link leads to, seen from the top of the archive; empty for everything else
 * @param mode permission bits
 */
public record TarEntry(String name, Kind kind, long size, String link, int mode) {

    /** What an entry is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        SYMBOLIC_LINK,
        HARD_LINK,
        /** A device, a pipe or something unknown. */
        OTHER
    }

    public boolean isFile() {
        return kind == Kind.FILE;
    }

    public boolean isLink() {
        return kind == Kind.SYMBOLIC_LINK || kind == Kind.HARD_LINK;
    }
}
