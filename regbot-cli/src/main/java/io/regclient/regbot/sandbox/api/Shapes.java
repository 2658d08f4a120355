// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.model.ArtifactManifest;
import io.regclient.model.ImageManifest;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.SchemaOneManifest;
import io.regclient.regbot.sandbox.api.Shape.Field;
import io.regclient.regbot.sandbox.api.Shape.Struct;

/** The documents scripts see as tables, with the field names of upstream and of JSON. */
final class Shapes {
    private static final Shape TEXT = new Shape.Text();
    private static final Shape WHOLE = new Shape.Whole();
    private static final Shape FLAG = new Shape.Flag();
    private static final Shape TIME = new Shape.Pointer(new Shape.Time());
    private static final Shape TEXTS = new Shape.TextList();
    private static final Shape TEXT_MAP = new Shape.TextMap();

    private static final Struct PLATFORM = Struct.of(
            Field.of("Architecture", "architecture", TEXT),
            Field.of("OS", "os", TEXT),
            Field.of("OSVersion", "os.version", TEXT),
            Field.of("OSFeatures", "os.features", TEXTS),
            Field.of("Variant", "variant", TEXT),
            Field.of("Features", "features", TEXTS));

    static final Struct DESCRIPTOR = Struct.of(
            Field.of("MediaType", "mediaType", TEXT),
            Field.of("Digest", "digest", TEXT),
            Field.of("Size", "size", WHOLE),
            Field.of("URLs", "urls", TEXTS),
            Field.of("Annotations", "annotations", TEXT_MAP),
            Field.of("Data", "data", new Shape.Bytes()),
            Field.of("Platform", "platform", new Shape.Pointer(PLATFORM)),
            Field.of("ArtifactType", "artifactType", TEXT));

    private static final Struct HEALTHCHECK = Struct.of(
            Field.of("Test", TEXTS),
            Field.of("Interval", WHOLE),
            Field.of("Timeout", WHOLE),
            Field.of("StartPeriod", WHOLE),
            Field.of("Retries", WHOLE));

    private static final Struct CONTAINER = Struct.of(
            Field.of("User", TEXT),
            Field.of("ExposedPorts", new Shape.TextSet()),
            Field.of("Env", TEXTS),
            Field.of("Entrypoint", TEXTS),
            Field.of("Cmd", TEXTS),
            Field.of("Volumes", new Shape.TextSet()),
            Field.of("WorkingDir", TEXT),
            Field.of("Labels", TEXT_MAP),
            Field.of("StopSignal", TEXT),
            Field.of("StopTimeout", new Shape.Pointer(WHOLE)),
            Field.of("ArgsEscaped", FLAG),
            Field.of("Healthcheck", new Shape.Pointer(HEALTHCHECK)),
            Field.of("OnBuild", TEXTS),
            Field.of("Shell", TEXTS));

    static final Struct IMAGE_CONFIG = Struct.of(
            Field.of("Created", "created", TIME),
            Field.of("Author", "author", TEXT),
            Field.inline("Platform", PLATFORM),
            Field.of("Config", "config", CONTAINER),
            Field.of(
                    "RootFS",
                    "rootfs",
                    Struct.of(Field.of("Type", "type", TEXT), Field.of("DiffIDs", "diff_ids", TEXTS))),
            Field.of(
                    "History",
                    "history",
                    new Shape.ListOf(Struct.of(
                            Field.of("Created", "created", TIME),
                            Field.of("CreatedBy", "created_by", TEXT),
                            Field.of("Author", "author", TEXT),
                            Field.of("Comment", "comment", TEXT),
                            Field.of("EmptyLayer", "empty_layer", FLAG)))));

    private static final Field VERSION = Field.of("SchemaVersion", "schemaVersion", WHOLE);
    private static final Field MEDIA_TYPE = Field.of("MediaType", "mediaType", TEXT);
    private static final Field ARTIFACT_TYPE = Field.of("ArtifactType", "artifactType", TEXT);
    private static final Field CONFIG = Field.of("Config", "config", DESCRIPTOR);
    private static final Field LAYERS = Field.of("Layers", "layers", new Shape.ListOf(DESCRIPTOR));
    private static final Field MANIFESTS = Field.of("Manifests", "manifests", new Shape.ListOf(DESCRIPTOR));
    private static final Field SUBJECT = Field.of("Subject", "subject", new Shape.Pointer(DESCRIPTOR));
    private static final Field ANNOTATIONS = Field.of("Annotations", "annotations", TEXT_MAP);
    private static final Field OCI = Field.inline("Versioned", Struct.of(VERSION));
    private static final Field DOCKER = Field.inline("Versioned", Struct.of(VERSION, MEDIA_TYPE));

    private static final Struct SCHEMA_ONE = Struct.of(
            DOCKER,
            Field.of("Name", "name", TEXT),
            Field.of("Tag", "tag", TEXT),
            Field.of("Architecture", "architecture", TEXT),
            Field.of("FSLayers", "fsLayers", new Shape.ListOf(Struct.of(Field.of("BlobSum", "blobSum", TEXT)))),
            Field.of(
                    "History",
                    "history",
                    new Shape.ListOf(Struct.of(Field.of("V1Compatibility", "v1Compatibility", TEXT)))));

    private Shapes() {}

    static Struct of(Manifest manifest) {
        boolean docker = MediaType.isDocker(manifest.mediaType());
        return switch (manifest) {
            case ImageManifest image ->
                docker
                        ? Struct.of(DOCKER, CONFIG, LAYERS, ANNOTATIONS)
                        : Struct.of(OCI, MEDIA_TYPE, ARTIFACT_TYPE, CONFIG, LAYERS, SUBJECT, ANNOTATIONS);
            case IndexManifest index ->
                docker
                        ? Struct.of(DOCKER, MANIFESTS, ANNOTATIONS)
                        : Struct.of(OCI, MEDIA_TYPE, ARTIFACT_TYPE, MANIFESTS, SUBJECT, ANNOTATIONS);
            case ArtifactManifest artifact ->
                Struct.of(
                        MEDIA_TYPE,
                        ARTIFACT_TYPE,
                        Field.of("Blobs", "blobs", new Shape.ListOf(DESCRIPTOR)),
                        SUBJECT,
                        ANNOTATIONS);
            case SchemaOneManifest old -> SCHEMA_ONE;
        };
    }
}
