// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.model.MediaType;
import io.regclient.server.message.ErrorCode;
import io.regclient.server.message.Refusal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a registry has to know of a manifest.
 *
 * @param mediaType media type
 * @param subject digest of the manifest it refers to
 * @param artifactType type shown in referrer lists: its own, else the config's; empty text when neither is there
 * @param annotations annotations in their original order
 * @param references digests of blobs and child manifests that must exist
 */
record ManifestFacts(
        String mediaType,
        Optional<Digest> subject,
        String artifactType,
        Map<String, String> annotations,
        List<Digest> references) {

    ManifestFacts {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        references = List.copyOf(references);
    }

    /**
     * Reads a manifest strictly: a type this server knows, the same in the body as announced, with the members that
     * type needs and none of another type's (a body that reads as two kinds means different things to two clients).
     *
     * @param contentType media type from the request; empty text: taken from the body
     * @throws Refusal with MANIFEST_INVALID
     */
    static ManifestFacts parse(String contentType, byte[] content) throws Refusal {
        try {
            JsonObject body = Json.parseObject(content, "manifest");
            String inBody = body.string("mediaType");
            String type = contentType.isEmpty() ? guess(body).orElse("") : contentType;
            if (!inBody.isEmpty() && !inBody.equals(type)) {
                throw invalid("Content-Type is " + type + ", mediaType in the body is " + inBody);
            }
            return read(type, body);
        } catch (RegistryException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private static ManifestFacts read(String type, JsonObject body) throws RegistryException, Refusal {
        List<Digest> references = new ArrayList<>();
        String configType = "";
        switch (type) {
            case MediaType.OCI_MANIFEST, MediaType.DOCKER_MANIFEST -> {
                require(body, 2, "layers", "manifests");
                JsonObject config = body.object("config").orElseThrow(() -> invalid("an image manifest has a config"));
                configType = config.string("mediaType");
                references.add(digest(config));
                addReferences(references, body.objects("layers"));
            }
            case MediaType.OCI_INDEX, MediaType.DOCKER_LIST -> {
                require(body, 2, "manifests", "layers");
                addReferences(references, body.objects("manifests"));
            }
            case MediaType.OCI_ARTIFACT -> addReferences(references, body.objects("blobs"));
            case MediaType.DOCKER_SCHEMA1 -> {
                require(body, 1, "fsLayers", "manifests");
                for (JsonObject layer : body.objects("fsLayers")) {
                    references.add(Digest.parse(layer.string("blobSum")));
                }
            }
            default -> throw invalid("media type \"" + type + "\" is not that of a manifest this registry stores");
        }
        Optional<JsonObject> subject = body.object("subject");
        String own = body.string("artifactType");
        return new ManifestFacts(
                type,
                subject.isPresent() ? Optional.of(digest(subject.get())) : Optional.empty(),
                own.isEmpty() ? configType : own,
                body.stringMap("annotations"),
                references);
    }

    private static void require(JsonObject body, long schemaVersion, String needed, String foreign)
            throws RegistryException, Refusal {
        if (body.integer("schemaVersion", 0) != schemaVersion) {
            throw invalid("schemaVersion must be " + schemaVersion);
        }
        if (!body.keys().contains(needed) || body.has(foreign)) {
            throw invalid("this media type needs \"" + needed + "\" and must not have \"" + foreign + "\"");
        }
    }

    private static void addReferences(List<Digest> references, List<JsonObject> descriptors) throws RegistryException {
        for (JsonObject descriptor : descriptors) {
            Digest digest = digest(descriptor);
            // Foreign layers live elsewhere and are not pushed
            if (descriptor.strings("urls").isEmpty() && !isForeign(descriptor.string("mediaType"))) {
                references.add(digest);
            }
        }
    }

    private static boolean isForeign(String mediaType) {
        return mediaType.startsWith(MediaType.OCI_FOREIGN) || mediaType.equals(MediaType.DOCKER_FOREIGN_GZIP);
    }

    private static Digest digest(JsonObject descriptor) throws RegistryException {
        return Digest.parse(descriptor.string("digest"));
    }

    /** Like {@link #parse} but empty for anything that does not read as a manifest. */
    static Optional<ManifestFacts> tryParse(String contentType, byte[] content) {
        try {
            return Optional.of(parse(contentType, content));
        } catch (Refusal e) {
            return Optional.empty();
        }
    }

    private static Optional<String> guess(JsonObject body) throws RegistryException {
        String inBody = body.string("mediaType");
        if (!inBody.isEmpty()) {
            return Optional.of(inBody);
        }
        if (body.has("manifests")) {
            return Optional.of(family(body.objects("manifests"), MediaType.DOCKER_LIST, MediaType.OCI_INDEX));
        }
        if (body.has("layers")) {
            return Optional.of(family(body.objects("layers"), MediaType.DOCKER_MANIFEST, MediaType.OCI_MANIFEST));
        }
        return Optional.empty();
    }

    private static String family(List<JsonObject> descriptors, String docker, String oci) throws RegistryException {
        boolean isDocker = !descriptors.isEmpty()
                && descriptors.getFirst().string("mediaType").startsWith("application/vnd.docker.");
        return isDocker ? docker : oci;
    }

    private static Refusal invalid(String why) {
        return Refusal.of(ErrorCode.MANIFEST_INVALID, why);
    }
}
