// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.samples;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.json.JsonWriter;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds an image for one platform. Equal calls give equal digests. Not thread-safe. */
public final class SampleImageBuilder {
    private static final Instant DEFAULT_CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private final Platform platform;
    private final List<SampleLayer> layers = new ArrayList<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private final List<String> env = new ArrayList<>();
    private List<String> entrypoint = List.of();
    private List<String> command = List.of();
    private Instant created = DEFAULT_CREATED;
    private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;
    private boolean docker;
    private boolean compressed = true;
    private Optional<SampleImage> subject = Optional.empty();

    SampleImageBuilder(String platform) {
        String[] parts = platform.split("/", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("not os/architecture[/variant]: " + platform);
        }
        this.platform = Platform.of(parts[0], parts[1], parts.length > 2 ? parts[2] : "");
    }

    public SampleImageBuilder layer(SampleLayer layer) {
        layers.add(layer);
        return this;
    }

    /** Adds a layer with one text file. */
    public SampleImageBuilder layer(String path, String content) {
        return layer(SampleLayer.file(path, content));
    }

    public SampleImageBuilder label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    public SampleImageBuilder annotation(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    public SampleImageBuilder env(String name, String value) {
        env.add(name + "=" + value);
        return this;
    }

    public SampleImageBuilder entrypoint(String... words) {
        entrypoint = List.of(words);
        return this;
    }

    public SampleImageBuilder command(String... words) {
        command = List.of(words);
        return this;
    }

    /** Time of creation, in the config and its history. */
    public SampleImageBuilder created(Instant value) {
        created = value;
        return this;
    }

    /** Algorithm of all digests; sha256 unless set. */
    public SampleImageBuilder digests(DigestAlgorithm value) {
        algorithm = value;
        return this;
    }

    /** Docker media types instead of OCI ones. */
    public SampleImageBuilder docker() {
        docker = true;
        return this;
    }

    /** Layers as plain tar instead of gzip. */
    public SampleImageBuilder uncompressed() {
        compressed = false;
        return this;
    }

    /** Makes the image a referrer of another manifest. */
    public SampleImageBuilder subject(SampleImage value) {
        subject = Optional.of(value);
        return this;
    }

    public SampleImage build() {
        List<SampleImage.Content> contents = layers.stream().map(this::content).toList();
        SampleImage.Content config = SampleImage.Content.of(
                docker ? MediaType.DOCKER_CONFIG : MediaType.OCI_CONFIG, algorithm, JsonWriter.compact(config()));
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("schemaVersion", 2L);
        manifest.put("mediaType", docker ? MediaType.DOCKER_MANIFEST : MediaType.OCI_MANIFEST);
        manifest.put("config", SampleJson.descriptor(config));
        manifest.put("layers", SampleJson.descriptors(contents));
        subject.ifPresent(s -> manifest.put("subject", SampleJson.descriptor(s.root())));
        SampleJson.putUnlessEmpty(manifest, "annotations", annotations);
        List<SampleImage.Content> blobs = new ArrayList<>(List.of(config));
        blobs.addAll(contents);
        String type = docker ? MediaType.DOCKER_MANIFEST : MediaType.OCI_MANIFEST;
        return new SampleImage(
                Optional.of(platform),
                blobs,
                List.of(SampleImage.Content.of(type, algorithm, JsonWriter.compact(manifest))),
                List.of());
    }

    private SampleImage.Content content(SampleLayer layer) {
        String type = docker ? MediaType.DOCKER_LAYER : MediaType.OCI_LAYER;
        if (!compressed) {
            return SampleImage.Content.of(type, algorithm, layer.tar());
        }
        String gzip = docker ? MediaType.DOCKER_LAYER_GZIP : MediaType.OCI_LAYER_GZIP;
        return SampleImage.Content.of(gzip, algorithm, layer.gzip());
    }

    private Map<String, Object> config() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("created", created.toString());
        json.put("architecture", platform.architecture());
        json.put("os", platform.os());
        if (!platform.variant().isEmpty()) {
            json.put("variant", platform.variant());
        }
        json.put("config", runtime());
        List<String> diffIds = layers.stream()
                .map(SampleLayer::tar)
                .map(algorithm::digest)
                .map(Digest::toString)
                .toList();
        Map<String, Object> rootfs = new LinkedHashMap<>();
        rootfs.put("type", "layers");
        rootfs.put("diff_ids", diffIds);
        json.put("rootfs", rootfs);
        json.put("history", history());
        return json;
    }

    private Map<String, Object> runtime() {
        Map<String, Object> json = new LinkedHashMap<>();
        putUnlessEmpty(json, "Env", env);
        putUnlessEmpty(json, "Entrypoint", entrypoint);
        putUnlessEmpty(json, "Cmd", command);
        SampleJson.putUnlessEmpty(json, "Labels", labels);
        return json;
    }

    private static void putUnlessEmpty(Map<String, Object> json, String key, List<String> value) {
        if (!value.isEmpty()) {
            json.put(key, List.copyOf(value));
        }
    }

    private List<Map<String, Object>> history() {
        List<Map<String, Object>> steps = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Map<String, Object> step = new LinkedHashMap<>();
            step.put("created", created.toString());
            step.put("created_by", "add sample layer " + (i + 1));
            steps.add(step);
        }
        return steps;
    }
}
