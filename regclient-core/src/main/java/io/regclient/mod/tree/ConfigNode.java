// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageConfig;
import io.regclient.model.MediaType;
import java.io.IOException;
import java.util.Optional;

/** The config of a manifest. Its content is read when it is first asked for: many changes need none (MO-3). */
public final class ConfigNode {
    private final Descriptor read;
    private final Loader loader;
    private String mediaType;
    private DigestAlgorithm algorithm;
    private Optional<byte[]> original = Optional.empty();
    private Optional<byte[]> content = Optional.empty();
    private Optional<ImageConfig> image = Optional.empty();

    /** Reads the content of the config. */
    @FunctionalInterface
    interface Loader {
        byte[] load() throws IOException;
    }

    ConfigNode(Descriptor read, Loader loader) {
        this.read = read;
        this.loader = loader;
        this.mediaType = read.mediaType();
        this.algorithm = read.digestAlgorithm();
    }

    /** The descriptor as it was read. */
    Descriptor read() {
        return read;
    }

    public String mediaType() {
        return mediaType;
    }

    /** The type survives a change of the content: that of the manifest, not of the bytes, counts (MO-8). */
    public void changeMediaType(String newType) {
        mediaType = newType;
    }

    /** Re-digests the config, whatever it holds (SH-1). */
    public void digestWith(DigestAlgorithm wanted) throws IOException {
        if (wanted != algorithm) {
            content(); // a new digest is that of the bytes
            algorithm = wanted;
        }
    }

    /** The image config; empty when the type is of something else. */
    Optional<ImageConfig> image() throws IOException {
        if (image.isEmpty() && MediaType.isImageConfig(read.mediaType())) {
            image = Optional.of(parse());
        }
        return image;
    }

    private ImageConfig parse() throws IOException {
        byte[] bytes = content();
        try {
            return ImageConfig.parse(bytes);
        } catch (RegistryException e) {
            throw e.withContext("config " + read.digest().map(Object::toString).orElse(""));
        }
    }

    void change(ImageConfig changed) {
        image = Optional.of(changed);
        content = Optional.of(changed.raw());
    }

    /** The bytes as they are now. */
    byte[] content() throws IOException {
        if (content.isEmpty()) {
            content = Optional.of(loader.load());
            original = content;
        }
        return content.get();
    }

    /** True when its bytes, or the algorithm of its digest, are others than those read. */
    boolean isChanged() {
        return !descriptor().digest().equals(read.digest());
    }

    /** The bytes as they were read; only what was asked for or changed has any. */
    byte[] original() {
        return original.orElseThrow();
    }

    /** What the manifest is to say; content that nobody asked for is not read. */
    Descriptor descriptor() {
        Descriptor typed = read.withMediaType(mediaType);
        return content.map(bytes -> typed.withDigest(algorithm.digest(bytes)).withSize(bytes.length))
                .orElse(typed);
    }
}
