// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.error.VisibleText;
import io.regclient.json.Json;
import io.regclient.model.ImageConfig;
import io.regclient.model.Manifest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses documents in which another program finds something else than a gate does. Programs of the Go language read a key
 * in any letter case, and of several the last, or a mixture of all; a gate reads it as it is specified. Only keys that a
 * gate looks at count.
 */
final class PlainKeys {
    private static final List<String> MANIFEST = List.of(
            "mediaType",
            "artifactType",
            "config",
            "layers",
            "manifests",
            "blobs",
            "fsLayers",
            "subject",
            "annotations");
    private static final List<String> DESCRIPTOR =
            List.of("mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType");
    private static final List<String> PLATFORM =
            List.of("architecture", "os", "os.version", "os.features", "variant", "features");
    private static final List<String> DESCRIPTORS = List.of("config", "subject", "layers", "manifests", "blobs");
    private static final List<String> CONFIG =
            List.of("architecture", "os", "os.version", "os.features", "variant", "config");
    private static final List<String> CONTAINER = List.of("Labels");

    private static final int MAX_SHOWN = 60;

    private final String what;

    private PlainKeys(String what) {
        this.what = what;
    }

    /**
     * Looks at a manifest.
     *
     * @throws RegistryException of kind PARSING_FAILED for one that can be read in two ways
     */
    static void require(Manifest manifest) throws RegistryException {
        new PlainKeys("manifest " + manifest.digest()).manifest(manifest.raw());
    }

    /**
     * Looks at the config of an image.
     *
     * @param image its digest
     * @throws RegistryException of kind PARSING_FAILED for one that can be read in two ways
     */
    static void require(ImageConfig config, Digest image) throws RegistryException {
        PlainKeys keys = new PlainKeys("config of " + image);
        Map<String, @Nullable Object> top =
                Json.parseUniqueObject(config.raw(), keys.what).tree();
        keys.look(top, CONFIG);
        keys.look(top.get("config"), CONTAINER);
    }

    private void manifest(byte[] raw) throws RegistryException {
        Map<String, @Nullable Object> top = Json.parseUniqueObject(raw, what).tree();
        look(top, MANIFEST);
        for (String key : DESCRIPTORS) {
            Object value = top.get(key);
            for (Object each : value instanceof List<?> list ? list : List.of(value == null ? "" : value)) {
                look(each, DESCRIPTOR);
                if (each instanceof Map<?, ?> descriptor) {
                    look(descriptor.get("platform"), PLATFORM);
                }
            }
        }
    }

    private void look(@Nullable Object value, List<String> known) throws RegistryException {
        if (!(value instanceof Map<?, ?> object)) {
            return;
        }
        for (Object each : object.keySet()) {
            String key = String.valueOf(each);
            for (String meant : known) {
                if (key.equalsIgnoreCase(meant) && !key.equals(meant)) {
                    throw RegistryException.of(
                            ErrorKind.PARSING_FAILED,
                            what + ": it can be read in two ways, the key " + VisibleText.name(key, MAX_SHOWN) + " is "
                                    + meant + " to some programs");
                }
            }
        }
    }
}
