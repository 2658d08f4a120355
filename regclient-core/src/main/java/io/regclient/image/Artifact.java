// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.archive.EntryName;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import java.util.List;

/**
 * An artifact that was found: content that is no image, described by a manifest (OCI image specification, "Guidelines for
 * Artifact Usage").
 *
 * @param ref where its manifest was read
 * @param manifest an image manifest or an artifact manifest
 */
public record Artifact(Ref ref, Manifest manifest) {
    /** Annotation of a layer with the name of the file it was made of. */
    public static final String TITLE = "org.opencontainers.image.title";

    /** Annotation of a layer that is a packed directory, as ORAS sets it. */
    private static final String UNPACK = "io.deis.oras.content.unpack";

    /**
     * The layers that were asked for.
     *
     * @param titles their title must be one of these; empty for all
     * @param mediaTypes their media type must be one of these; empty for all
     * @throws RegistryException of kind NOT_FOUND when there is none
     */
    public List<Descriptor> layers(List<String> titles, List<String> mediaTypes) throws RegistryException {
        List<Descriptor> found = manifest.layers().stream()
                .filter(layer -> titles.isEmpty() || titles.contains(title(layer)))
                .filter(layer -> mediaTypes.isEmpty() || mediaTypes.contains(layer.mediaType()))
                .toList();
        if (found.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND,
                    "no matching layers found in the artifact, verify media-type and filename: " + ref.commonName());
        }
        return found;
    }

    /**
     * The config blob.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for a manifest without one
     */
    public Descriptor config() throws RegistryException {
        return manifest.config()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                        ref.commonName() + " of type " + manifest.mediaType() + " has no config"));
    }

    static String title(Descriptor layer) {
        return layer.annotations().getOrDefault(TITLE, "");
    }

    /** True for a directory that was packed. */
    static boolean isDirectory(Descriptor layer) {
        return title(layer).endsWith("/") || "true".equals(layer.annotations().get(UNPACK));
    }

    /**
     * The name of a layer's file or directory seen from the directory it goes to, which it cannot leave: its title, else
     * its digest. Empty for that directory itself, which only a packed directory can be.
     *
     * @param withoutDirectories keep the last part of a file's name, and nothing of a directory's
     */
    static String fileName(Descriptor layer, boolean withoutDirectories) throws RegistryException {
        String title = title(layer);
        boolean folder = title.endsWith("/");
        String name = EntryName.below(title);
        if (withoutDirectories) {
            name = folder ? "" : EntryName.last(name);
        }
        return name.isEmpty() && !folder ? digestOf(layer) : name;
    }

    private static String digestOf(Descriptor layer) throws RegistryException {
        return layer.digest()
                .orElseThrow(
                        () -> RegistryException.of(ErrorKind.MISSING_DIGEST, "layer of an artifact without digest"))
                .hex();
    }
}
