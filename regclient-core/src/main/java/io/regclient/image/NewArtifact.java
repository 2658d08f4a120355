// SPDX-License-Identifier: Apache-2.0
package io.regclient.image;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import io.regclient.ref.Ref;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * What the manifest of a new artifact says besides its layers (contract regctl 9.1.3).
 *
 * @param manifestType an OCI image manifest, or the withdrawn OCI artifact manifest
 * @param artifactType artifact type, empty text for none
 * @param config config of an image manifest
 * @param annotations annotations of the manifest
 * @param subject image it refers to
 * @param platform platform of the subject when that is an index, and of the entry of an index
 */
public record NewArtifact(
        String manifestType,
        String artifactType,
        ConfigContent config,
        Map<String, String> annotations,
        Optional<Ref> subject,
        Optional<Platform> platform) {
    /** RFC 6838 "Naming Requirements", without parameters. */
    private static final Pattern MEDIA_TYPE =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}");

    private static final String UNKNOWN_TYPE = "application/vnd.unknown.config+json";

    public NewArtifact {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * The config of an artifact.
     *
     * @param mediaType its type, empty text when nobody chose one
     * @param file its content; without one it is an empty JSON object
     */
    public record ConfigContent(String mediaType, Optional<Path> file) {}

    /**
     * Reads the name of a media type without parameters.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE
     */
    public static String parseMediaType(String text) throws RegistryException {
        if (!MEDIA_TYPE.matcher(text).matches()) {
            throw RegistryException.of(
                    ErrorKind.UNSUPPORTED_MEDIA_TYPE, "invalid media type: " + text + ": unsupported media type");
        }
        return text;
    }

    /**
     * Reads the type of the manifest.
     *
     * @throws RegistryException of kind UNSUPPORTED_MEDIA_TYPE for another one than the two there are
     */
    public static String parseManifestType(String text) throws RegistryException {
        if (!text.equals(MediaType.OCI_MANIFEST) && !text.equals(MediaType.OCI_ARTIFACT)) {
            throw RegistryException.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, "unsupported manifest media type: " + text);
        }
        return text;
    }

    /**
     * The same with every type that nobody chose, by the table of the contract.
     *
     * @throws RegistryException of kind INVALID_INPUT for a config whose type is not known, UNSUPPORTED_MEDIA_TYPE for a
     *     config in a manifest that has none
     */
    NewArtifact completed() throws RegistryException {
        boolean chosen = !config.mediaType().isEmpty() || config.file().isPresent();
        if (manifestType.equals(MediaType.OCI_ARTIFACT)) {
            if (chosen) {
                throw RegistryException.of(
                        ErrorKind.UNSUPPORTED_MEDIA_TYPE, "manifests of type " + manifestType + " have no config");
            }
            warn("The OCI artifact manifest was withdrawn, many registries refuse it");
            return withTypes(knownType(), "");
        }
        if (!chosen) {
            return withTypes(knownType(), MediaType.OCI_EMPTY);
        }
        if (config.file().isEmpty()) {
            if (!artifactType.isEmpty()) {
                warn("The artifact type is left out, a config type without a config file stands for it");
            }
            return withTypes("", config.mediaType());
        }
        if (!config.mediaType().isEmpty()) {
            return this;
        }
        if (artifactType.isEmpty()) {
            throw RegistryException.of(ErrorKind.INVALID_INPUT, "config-type is required for config-file");
        }
        warn("setting config-type using artifact-type");
        return withTypes(artifactType, artifactType);
    }

    private String knownType() {
        if (artifactType.isEmpty()) {
            warn("using default value for artifact-type is not recommended");
            return UNKNOWN_TYPE;
        }
        return artifactType;
    }

    private NewArtifact withTypes(String newType, String configType) {
        ConfigContent typed = new ConfigContent(configType, config.file());
        return new NewArtifact(manifestType, newType, typed, annotations, subject, platform);
    }

    private static void warn(String text) {
        LoggerFactory.getLogger(NewArtifact.class).warn(text);
    }
}
