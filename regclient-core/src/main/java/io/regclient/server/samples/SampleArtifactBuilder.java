// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.samples;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.json.JsonWriter;
import io.regclient.model.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Builds an artifact in the form the OCI image specification recommends ("Guidelines for Artifact Usage"): an image
 * manifest with an artifact type and an empty config. Not thread-safe.
 */
public final class SampleArtifactBuilder {
    private static final String TITLE = "org.opencontainers.image.title";

    private final String artifactType;
    private final List<SampleImage.Content> content = new ArrayList<>();
    private final Map<Integer, String> titles = new HashMap<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;
    private Optional<SampleImage> subject = Optional.empty();

    SampleArtifactBuilder(String artifactType) {
        this.artifactType = artifactType;
    }

    /** Adds a blob of content; without any the artifact holds the empty blob. */
    public SampleArtifactBuilder blob(String mediaType, String text) {
        content.add(SampleImage.Content.of(mediaType, algorithm, text.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /** Adds a file under its name; the name is the title of its blob. */
    public SampleArtifactBuilder file(String name, String mediaType, byte[] bytes) {
        content.add(SampleImage.Content.of(mediaType, algorithm, bytes));
        titles.put(content.size() - 1, name);
        return this;
    }

    public SampleArtifactBuilder annotation(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    /** Algorithm of the digests of blobs added after this call and of the manifest; sha256 unless set. */
    public SampleArtifactBuilder digests(DigestAlgorithm value) {
        algorithm = value;
        return this;
    }

    /** Makes the artifact a referrer of another manifest, which need not exist in the registry. */
    public SampleArtifactBuilder subject(SampleImage value) {
        subject = Optional.of(value);
        return this;
    }

    public SampleImage build() {
        SampleImage.Content empty =
                SampleImage.Content.of(MediaType.OCI_EMPTY, algorithm, "{}".getBytes(StandardCharsets.UTF_8));
        List<SampleImage.Content> layers = content.isEmpty() ? List.of(empty) : content;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2L);
        json.put("mediaType", MediaType.OCI_MANIFEST);
        json.put("artifactType", artifactType);
        json.put("config", SampleJson.descriptor(empty));
        json.put("layers", layers(layers));
        subject.ifPresent(s -> json.put("subject", SampleJson.descriptor(s.root())));
        SampleJson.putUnlessEmpty(json, "annotations", annotations);
        List<SampleImage.Content> blobs = new ArrayList<>(List.of(empty));
        blobs.addAll(content);
        return new SampleImage(
                Optional.empty(),
                blobs,
                List.of(SampleImage.Content.of(MediaType.OCI_MANIFEST, algorithm, JsonWriter.compact(json))),
                List.of());
    }

    private List<Object> layers(List<SampleImage.Content> layers) {
        List<Object> json = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Map<String, Object> layer = new LinkedHashMap<>(SampleJson.descriptor(layers.get(i)));
            if (titles.containsKey(i)) {
                layer.put("annotations", Map.of(TITLE, titles.get(i)));
            }
            json.add(layer);
        }
        return json;
    }
}
