// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bytes to manifests (contract MF-5 to MF-8, MF-22). */
final class ManifestParser {
    private ManifestParser() {}

    static Manifest parse(String mediaType, Optional<Digest> expected, byte[] raw) throws RegistryException {
        String announced = MediaType.base(mediaType);
        if (!announced.isEmpty() && !MediaType.isManifest(announced)) {
            throw unsupported("unsupported media type: \"" + mediaType + "\"");
        }
        boolean payloadDigest = announced.isEmpty() || announced.equals(MediaType.DOCKER_SCHEMA1_SIGNED);
        if (!payloadDigest) {
            verify(expected, raw); // before parsing: damaged content is reported as such
        }
        JsonObject body = Json.parseObject(raw, "manifest");
        String type = announced.isEmpty() ? fromBody(body) : announced;
        String stated = body.string("mediaType");
        if (!stated.isEmpty() && !stated.equals(type)) {
            throw unsupported("manifest contains an unexpected media type: expected " + type + ", received " + stated);
        }
        byte[] payload = type.equals(MediaType.DOCKER_SCHEMA1_SIGNED) ? SignedPayload.of(raw, body) : raw;
        return build(Descriptor.of(type, verify(expected, payload), payload.length), body, raw);
    }

    private static Digest verify(Optional<Digest> expected, byte[] payload) throws RegistryException {
        Digest actual =
                expected.map(Digest::algorithm).orElse(DigestAlgorithm.SHA256).digest(payload);
        if (expected.isPresent() && !expected.get().equals(actual)) {
            throw RegistryException.of(
                    ErrorKind.DIGEST_MISMATCH,
                    "manifest digest mismatch, expected " + expected.get() + ", computed " + actual);
        }
        return actual;
    }

    /** The type a body without announced type states or looks like (MF-6). */
    private static String fromBody(JsonObject body) throws RegistryException {
        String stated = body.string("mediaType");
        if (!stated.isEmpty()) {
            if (!MediaType.isManifest(stated)) {
                throw unsupported("unsupported media type: \"" + stated + "\"");
            }
            return stated;
        }
        if (body.integer("schemaVersion", 0) == 1) {
            return body.list("signatures").isEmpty() ? MediaType.DOCKER_SCHEMA1 : MediaType.DOCKER_SCHEMA1_SIGNED;
        }
        if (!body.list("manifests").isEmpty()) {
            return firstIsDocker(body, "manifests") ? MediaType.DOCKER_LIST : MediaType.OCI_INDEX;
        }
        if (!body.list("layers").isEmpty()) {
            return firstIsDocker(body, "layers") ? MediaType.DOCKER_MANIFEST : MediaType.OCI_MANIFEST;
        }
        Optional<JsonObject> config = body.object("config"); // an image without layers has one all the same
        if (config.isPresent() && !config.get().string("mediaType").isEmpty()) {
            return MediaType.isDocker(config.get().string("mediaType"))
                    ? MediaType.DOCKER_MANIFEST
                    : MediaType.OCI_MANIFEST;
        }
        throw unsupported(
                "unsupported media type: \"\": the manifest states none, and its content does not tell the type");
    }

    private static boolean firstIsDocker(JsonObject body, String list) throws RegistryException {
        return MediaType.isDocker(body.objects(list).getFirst().string("mediaType"));
    }

    private static Manifest build(Descriptor self, JsonObject body, byte[] raw) throws RegistryException {
        return switch (self.mediaType()) {
            case MediaType.OCI_INDEX, MediaType.DOCKER_LIST ->
                new IndexManifest(
                        self,
                        raw,
                        Map.of(),
                        artifactType(self, body),
                        descriptors(body, "manifests"),
                        subject(self, body),
                        body.stringMap("annotations"));
            case MediaType.OCI_ARTIFACT ->
                new ArtifactManifest(
                        self,
                        raw,
                        Map.of(),
                        body.string("artifactType"),
                        descriptors(body, "blobs"),
                        descriptor(body, "subject"),
                        body.stringMap("annotations"));
            case MediaType.DOCKER_SCHEMA1, MediaType.DOCKER_SCHEMA1_SIGNED -> schemaOne(self, body, raw);
            default ->
                new ImageManifest(
                        self,
                        raw,
                        Map.of(),
                        artifactType(self, body),
                        descriptor(body, "config"),
                        descriptors(body, "layers"),
                        subject(self, body),
                        body.stringMap("annotations"));
        };
    }

    private static SchemaOneManifest schemaOne(Descriptor self, JsonObject body, byte[] raw) throws RegistryException {
        List<Descriptor> layers = new ArrayList<>();
        for (JsonObject layer : body.objects("fsLayers")) {
            Digest digest = Descriptor.digest(layer, "blobSum", layer.string("blobSum"));
            layers.add(Descriptor.of(MediaType.DOCKER_LAYER_GZIP, digest, -1));
        }
        List<String> history = new ArrayList<>();
        for (JsonObject entry : body.objects("history")) {
            history.add(entry.string("v1Compatibility"));
        }
        return new SchemaOneManifest(
                self,
                raw,
                Map.of(),
                body.string("name"),
                body.string("tag"),
                body.string("architecture"),
                layers,
                history);
    }

    /** Docker's two formats know neither subject nor artifact type (MF-23): such fields mean nothing there. */
    private static Optional<Descriptor> subject(Descriptor self, JsonObject body) throws RegistryException {
        return MediaType.isDocker(self.mediaType()) ? Optional.empty() : descriptor(body, "subject");
    }

    private static String artifactType(Descriptor self, JsonObject body) throws RegistryException {
        return MediaType.isDocker(self.mediaType()) ? "" : body.string("artifactType");
    }

    private static Optional<Descriptor> descriptor(JsonObject body, String key) throws RegistryException {
        Optional<JsonObject> json = body.object(key);
        return json.isPresent() ? Optional.of(Descriptor.of(json.get())) : Optional.empty();
    }

    private static List<Descriptor> descriptors(JsonObject body, String key) throws RegistryException {
        List<Descriptor> out = new ArrayList<>();
        for (JsonObject json : body.objects(key)) {
            out.add(Descriptor.of(json));
        }
        return out;
    }

    private static RegistryException unsupported(String message) {
        return RegistryException.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, message);
    }
}
