// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.regclient.archive.Compression;
import io.regclient.archive.TarDirectory;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.file.FileFailure;
import io.regclient.mod.layer.LayerType;
import io.regclient.mod.tree.LayerNode;
import io.regclient.mod.tree.ManifestNode;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import io.regclient.model.Platform;
import io.regclient.ref.RegularExpression;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes to layers as a whole (contract section 17, operations of phase L and those of phase M about layers). */
public final class LayerEdits {
    private LayerEdits() {}

    /**
     * Appends a layer to every image, or to the images of some platforms. It is read and pushed once (MO-7).
     *
     * @param tar a tar archive, compressed or not
     * @param mediaType type of the layer; empty: gzip in the family of the image's own type
     * @param platforms platforms the image must match exactly; empty for all
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for a type that is no layer
     */
    public static ImageEdit layerAddTar(BlobSource tar, Optional<String> mediaType, List<Platform> platforms)
            throws RegistryException {
        return LayerAddition.of(out -> CheckedArchive.copy(tar, out), mediaType, platforms);
    }

    /** Like {@link #layerAddTar(BlobSource, Optional, List)} with a file, which failures name. */
    public static ImageEdit layerAddTar(Path file, Optional<String> mediaType, List<Platform> platforms)
            throws RegistryException {
        BlobSource tar = BlobSource.ofFile(file);
        LayerUpload.Archive archive = out -> {
            try {
                CheckedArchive.copy(tar, out);
            } catch (RegistryException e) {
                throw e.withContext("layer " + file);
            } catch (IOException e) {
                throw RegistryException.ofFile("layer " + file, FileFailure.reason(e), e);
            }
        };
        return LayerAddition.of(archive, mediaType, platforms);
    }

    /** Like {@link #layerAddTar} with the content of a directory of this machine (AR-3). */
    public static ImageEdit layerAddDirectory(Path directory, Optional<String> mediaType, List<Platform> platforms)
            throws RegistryException {
        return LayerAddition.of(out -> TarDirectory.write(directory, out), mediaType, platforms);
    }

    /**
     * Removes one layer of a single image.
     *
     * @param index position in the image as it was read, base first from 0
     */
    public static ImageEdit layerRmIndex(int index) {
        return plan -> plan.onManifest(node -> {
            if (!node.isTop()) {
                return;
            }
            if (node.manifest().isIndex()) {
                throw RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                        "remove layer by index requires v2 image manifest, " + node.name() + " is an index");
            }
            node.requireChangeable();
            LayerNode layer = node.content().layers().stream()
                    .filter(each -> each.originalIndex() == index)
                    .findFirst()
                    .orElseThrow(() -> RegistryException.of(
                            ErrorKind.NOT_FOUND, "layer not found: " + index + " of " + node.name()));
            node.content().remove(layer);
        });
    }

    /**
     * Removes the layers whose history says that a matching command made them. Every image must have one.
     *
     * @param regex RE2 expression, found anywhere in {@code created_by}
     * @throws RegistryException of kind INVALID_INPUT for a wrong expression, and for an empty one
     */
    public static ImageEdit layerRmCreatedBy(String regex) throws RegistryException {
        if (regex.isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "an empty expression would remove all layers");
        }
        Pattern pattern = pattern(regex);
        return plan -> plan.onManifest(node -> {
            if (!node.manifest().isIndex() && (node.isTop() || node.isImage())) {
                removeCreatedBy(node, pattern);
            }
        });
    }

    private static void removeCreatedBy(ManifestNode node, Pattern pattern) throws IOException {
        ImageConfig config = node.content()
                .imageConfig()
                .orElseThrow(() -> RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE,
                        node.name() + " has no image config, so no layer can be found by its history"));
        List<LayerNode> layers = node.content().layers();
        List<LayerNode> found = new ArrayList<>();
        int layer = 0;
        for (HistoryEntry step : config.history()) {
            if (step.emptyLayer()) {
                continue;
            }
            if (layer < layers.size() && pattern.matcher(step.createdBy()).find()) {
                found.add(layers.get(layer));
            }
            layer++;
        }
        if (found.isEmpty()) {
            throw RegistryException.of(
                    ErrorKind.NOT_FOUND, "no layers match expression: " + pattern.pattern() + " in " + node.name());
        }
        for (LayerNode each : found) {
            node.content().remove(each);
        }
    }

    /**
     * Compresses layers of another compression anew; foreign and unknown types stay.
     *
     * @throws RegistryException of kind UNSUPPORTED for anything but none, gzip and zstd
     */
    public static ImageEdit layerCompression(Compression compression) throws RegistryException {
        LayerType.OCI.with(compression); // refuses what no layer is compressed with
        return plan -> plan.onLayer(layer -> layer.compressWith(compression));
    }

    /** Another algorithm for the digests of layers and their diff_ids; their bytes stay. */
    public static ImageEdit layerDigestAlgorithm(DigestAlgorithm algorithm) {
        return plan -> plan.onLayer(layer -> layer.digestWith(algorithm));
    }

    private static Pattern pattern(String regex) throws RegistryException {
        return pattern(regex, " \"" + VisibleText.name(regex, RegularExpression.MAX_SHOWN) + "\"");
    }

    /** Compiles an expression that may hold a secret: no message shows it. */
    static Pattern secretPattern(String regex) throws RegistryException {
        return pattern(regex, "");
    }

    private static Pattern pattern(String regex, String shown) throws RegistryException {
        try {
            return RegularExpression.compile(regex);
        } catch (RegistryException e) {
            String why = e.getCause() instanceof PatternSyntaxException wrong ? wrong.getDescription() : e.getMessage();
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "invalid regular expression" + shown + ": " + why, e);
        }
    }
}
