// SPDX-License-Identifier: Apache-2.0
package io.regclient.tarball;

import io.regclient.archive.EntryName;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of the {@code manifest.json} of Docker's archives (EX-3, IM-4).
 *
 * @param config cleaned name of the member with the config
 * @param tags names of the image
 * @param layers cleaned names of the members with the layers, base first
 * @param sources what is known about layers, by digest
 */
record DockerArchive(String config, List<String> tags, List<String> layers, Map<String, Descriptor> sources) {

    DockerArchive {
        tags = List.copyOf(tags);
        layers = List.copyOf(layers);
        sources = Map.copyOf(sources);
    }

    /** The member for one image. */
    static byte[] write(Ref name, Manifest image, Descriptor config) throws RegistryException {
        Ref tagged = name.toRegistry().withTag(name.tag().orElse("latest"));
        List<String> layers = new ArrayList<>();
        Map<String, Object> sources = new LinkedHashMap<>();
        for (Descriptor layer : image.layers()) {
            Digest digest = Members.digestOf(layer);
            layers.add(Members.blob(digest));
            sources.put(digest.toString(), layer.toTree());
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("Config", Members.blob(Members.digestOf(config)));
        tree.put("RepoTags", List.of(tagged.commonName()));
        tree.put("Layers", layers);
        if (!sources.isEmpty()) {
            tree.put("LayerSources", Json.sorted(sources));
        }
        return JsonWriter.compact(List.of(tree));
    }

    /**
     * Chooses an image of the member: the one with the name, or the first.
     *
     * @throws RegistryException of kind NOT_FOUND when there is no such image, PARSING_FAILED
     */
    static DockerArchive read(byte[] member, Optional<String> name) throws RegistryException {
        for (JsonObject json : entries(member)) {
            if (name.isEmpty() || json.strings("RepoTags").contains(name.get())) {
                return of(json);
            }
        }
        throw RegistryException.of(
                ErrorKind.NOT_FOUND,
                "could not find requested name in " + Members.DOCKER_MANIFEST + ", " + name.orElse("no image at all"));
    }

    /**
     * All images of the member.
     *
     * @throws RegistryException of kind PARSING_FAILED
     */
    static List<DockerArchive> readAll(byte[] member) throws RegistryException {
        List<DockerArchive> images = new ArrayList<>();
        for (JsonObject json : entries(member)) {
            images.add(of(json));
        }
        return images;
    }

    private static List<JsonObject> entries(byte[] member) throws RegistryException {
        if (!(Json.parse(member, Members.DOCKER_MANIFEST) instanceof List<?> list)) {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, Members.DOCKER_MANIFEST + ": an array is expected");
        }
        List<JsonObject> entries = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof Map<?, ?> map)) {
                throw RegistryException.of(
                        ErrorKind.PARSING_FAILED, Members.DOCKER_MANIFEST + ": an object is expected");
            }
            entries.add(JsonObject.of(Members.DOCKER_MANIFEST, map));
        }
        return entries;
    }

    private static DockerArchive of(JsonObject json) throws RegistryException {
        Map<String, Descriptor> sources = new LinkedHashMap<>();
        for (Map.Entry<String, JsonObject> source :
                json.objectMap("LayerSources").entrySet()) {
            sources.put(source.getKey(), Descriptor.of(source.getValue()));
        }
        return new DockerArchive(
                EntryName.clean(json.string("Config")),
                json.strings("RepoTags"),
                json.strings("Layers").stream().map(EntryName::clean).toList(),
                sources);
    }
}
