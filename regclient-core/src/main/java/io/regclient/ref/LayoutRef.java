// SPDX-License-Identifier: Apache-2.0
package io.regclient.ref;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;

/**
 * A reference into an OCI layout on disk.
 *
 * @param scheme {@code ocidir}, or {@code ocifile} which parses but has no storage behind it (G-3)
 * @param path directory as written, relative or absolute
 * @param tag the tag; absent means {@code latest} to the operations (REF-6)
 * @param digest the digest as written
 */
public record LayoutRef(String scheme, String path, Optional<String> tag, Optional<String> digest) implements Ref {
    public LayoutRef {
        NameGrammar.require(NameGrammar.isPath(path), "path of a layout", path);
        NameGrammar.require(tag.isEmpty() || NameGrammar.isTag(tag.get()), "tag", tag.orElse(""));
        NameGrammar.require(digest.isEmpty() || NameGrammar.isDigest(digest.get()), "digest", digest.orElse(""));
    }

    @Override
    public LayoutRef withTag(Tag newTag) {
        return versioned(Optional.of(newTag.name()), Optional.empty());
    }

    @Override
    public LayoutRef withTag(String newTag) throws RegistryException {
        return newTag.isEmpty() ? withoutVersion() : withTag(Tag.parse(newTag, this));
    }

    @Override
    public LayoutRef withDigest(Digest newDigest) {
        return versioned(Optional.empty(), Optional.of(newDigest.toString()));
    }

    @Override
    public LayoutRef withDigest(String newDigest) throws RegistryException {
        return versioned(Optional.empty(), RefParser.digest(newDigest, this));
    }

    @Override
    public LayoutRef addDigest(Digest newDigest) {
        return versioned(tag, Optional.of(newDigest.toString()));
    }

    @Override
    public LayoutRef addDigest(String newDigest) throws RegistryException {
        return versioned(tag, RefParser.digest(newDigest, this));
    }

    @Override
    public LayoutRef withoutVersion() {
        return versioned(Optional.empty(), Optional.empty());
    }

    private LayoutRef versioned(Optional<String> newTag, Optional<String> newDigest) {
        return new LayoutRef(scheme, path, newTag, newDigest);
    }

    @Override
    public String commonName() {
        if (path.isEmpty() || !scheme.equals("ocidir")) {
            return "";
        }
        return scheme + "://" + path + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }

    @Override
    public boolean isRepoSet() {
        return scheme.equals("ocidir") && !path.isEmpty();
    }

    @Override
    public boolean isSet() {
        return isRepoSet();
    }

    @Override
    public boolean sameRegistry(Ref other) {
        return sameRepository(other);
    }

    @Override
    public boolean sameRepository(Ref other) {
        return isRepoSet() && other instanceof LayoutRef l && l.isRepoSet() && l.path.equals(path);
    }

    /**
     * A reference in the grammar of registries that stands for this one, for formats that know only those (REF-13):
     * registry {@code localhost}, and the cleaned path in lower case with everything a repository name cannot hold
     * replaced by "-". A path without any usable character becomes {@code layout}.
     */
    @Override
    public RegistryRef toRegistry() {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : path.split("/", -1)) {
            String name =
                    part.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!name.isEmpty()) {
                parts.add(name);
            }
        }
        String repository = parts.isEmpty() ? "layout" : String.join("/", parts);
        return new RegistryRef("localhost", repository, tag, digest);
    }

    /** A layout has no mount: two layouts share nothing, one layout shares its own directory. */
    @Override
    public boolean sharesStoreWith(Ref other) {
        return false;
    }

    @Override
    public String toString() {
        return scheme + "://" + path + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
