// SPDX-License-Identifier: Apache-2.0
package io.regclient.validate;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.Platform;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something an image needs.
 *
 * @param parent what names it; null for the image itself
 * @param role what it is to its parent
 * @param content of its descriptor the type, the digest and the size
 * @param blob true for what is no manifest, whatever its type says
 * @param depth manifests above it
 */
public record Part(@Nullable Part parent, String role, Descriptor content, boolean blob, int depth) {

    private static final Descriptor UNKNOWN =
            new Descriptor("", Optional.empty(), -1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");

    /** An image that has not been read so far. */
    public static Part top(String name) {
        return top(name, UNKNOWN);
    }

    /** The image itself. */
    public static Part top(String name, Descriptor content) {
        return new Part(null, name, content, false, 0);
    }

    /** An entry of this index. */
    public Part manifest(Descriptor entry) {
        String platform = entry.platform().map(Platform::toString).orElse("");
        return new Part(this, platform.isEmpty() ? "manifest" : "manifest " + platform, plain(entry), false, depth + 1);
    }

    /** What this manifest names beside entries. */
    public Part blob(String what, Descriptor entry) {
        return new Part(this, what, plain(entry), true, depth + 1);
    }

    /** Many parts wait to be looked at: they must not keep the annotations of a hostile manifest. */
    private static Descriptor plain(Descriptor entry) {
        return entry.withAnnotations(Map.of())
                .withUrls(List.of())
                .withData(Optional.empty())
                .withPlatform(Optional.empty());
    }

    /** A file of this layout. */
    public Part file(String name) {
        return new Part(this, name, UNKNOWN, true, depth + 1);
    }

    /** The same entry of an unknown type, which has turned out to be no manifest. */
    public Part asBlob() {
        return new Part(parent, "blob", content, true, depth);
    }

    /** What leads here. */
    public List<String> path() {
        Deque<String> path = new ArrayDeque<>();
        for (Part part = this; part != null; part = part.parent) {
            Optional<Digest> digest = part.content.digest();
            boolean named = part.parent == null || digest.isEmpty();
            path.addFirst(named ? part.role : part.role + " " + digest.get());
        }
        return List.copyOf(path);
    }
}
