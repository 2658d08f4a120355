// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.samples;

import io.regclient.digest.DigestAlgorithm;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds an index over images. Not thread-safe. */
public final class SampleIndexBuilder {
    private final List<SampleImage> children = new ArrayList<>();
    private final List<Descriptor> entries = new ArrayList<>();
    private final Map<String, String> annotations = new LinkedHashMap<>();
    private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;
    private boolean docker;
    private Optional<SampleImage> subject = Optional.empty();

    SampleIndexBuilder(List<SampleImage> children) {
        children.forEach(child -> add(child, child.platform(), Map.of()));
    }

    /** Adds a child with a platform and annotations of its own choice in the entry. */
    public SampleIndexBuilder add(
            SampleImage child, Optional<Platform> platform, Map<String, String> entryAnnotations) {
        children.add(child);
        entries.add(child.descriptor().withPlatform(platform).withAnnotations(entryAnnotations));
        return this;
    }

    public SampleIndexBuilder annotation(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    /** Algorithm of the digest of the index; sha256 unless set. */
    public SampleIndexBuilder digests(DigestAlgorithm value) {
        algorithm = value;
        return this;
    }

    /** A Docker manifest list instead of an OCI index; its children should be Docker images. */
    public SampleIndexBuilder docker() {
        docker = true;
        return this;
    }

    /** Makes the index a referrer of another manifest. */
    public SampleIndexBuilder subject(SampleImage value) {
        subject = Optional.of(value);
        return this;
    }

    public SampleImage build() {
        String type = docker ? MediaType.DOCKER_LIST : MediaType.OCI_INDEX;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemaVersion", 2L);
        json.put("mediaType", type);
        json.put("manifests", entries.stream().map(SampleJson::descriptor).toList());
        subject.ifPresent(s -> json.put("subject", SampleJson.descriptor(s.root())));
        SampleJson.putUnlessEmpty(json, "annotations", annotations);
        List<SampleImage.Content> manifests = new ArrayList<>();
        children.forEach(child -> manifests.addAll(child.manifests()));
        manifests.add(SampleImage.Content.of(type, algorithm, JsonWriter.compact(json)));
        return new SampleImage(
                Optional.empty(),
                children.stream().flatMap(child -> child.blobs().stream()).toList(),
                manifests,
                children.stream().flatMap(child -> child.referrers().stream()).toList());
    }
}
