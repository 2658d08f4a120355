// SPDX-License-Identifier: Apache-2.0
package io.regclient.archive;

import java.util.ArrayDeque;
import java.util.Deque;

/** Names inside archives: parts separated by "/", cleaned as text; the file system is never asked. */
public final class EntryName {
    private EntryName() {}

    /**
     * The shortest equal name: without ".", doubled or trailing slashes, and with ".." resolved. A name that leads out
     * stays recognisable by its leading ".." or "/"; the empty text stands for the directory itself.
     */
    public static String clean(String name) {
        boolean absolute = name.startsWith("/");
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/", -1)) {
            boolean resolvable = !parts.isEmpty() && !parts.getLast().equals("..");
            if (part.equals("..") && resolvable) {
                parts.removeLast();
            } else if (part.equals("..") ? !absolute : !part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return (absolute ? "/" : "") + String.join("/", parts);
    }

    /** The name seen from a root that cannot be left: {@code ../../etc/x} and {@code /etc/x} are {@code etc/x}. */
    public static String below(String name) {
        return clean("/" + name).substring(1);
    }

    /** The name of the directory, empty at the top; the argument is a cleaned name. */
    public static String parent(String name) {
        return name.substring(0, Math.max(name.lastIndexOf('/'), 0));
    }

    /** The last part of a cleaned name. */
    public static String last(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /** A name seen from a directory; the empty text is the top. */
    public static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
