// SPDX-License-Identifier: Apache-2.0
package io.regclient.model;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.json.JsonWriter;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The config of an image (OCI image specification, "Image Configuration"; contract JS-3): opaque bytes plus what can be
 * read from them. Changing a field serialises anew, and then fields this library does not know are lost.
 *
 * @param raw the bytes as received or written
 * @param created when the image was built
 * @param author author, empty when absent
 * @param platform platform; its fields lie at the top level of the document
 * @param config how a container is started; empty settings when absent
 * @param rootFs uncompressed layers
 * @param history steps that made the image, oldest first
 */
@SuppressWarnings("ArrayRecordComponent") // raw is shared read-only, equality is by content
public record ImageConfig(
        byte[] raw,
        Optional<OffsetDateTime> created,
        String author,
        Platform platform,
        ContainerConfig config,
        RootFs rootFs,
        List<HistoryEntry> history) {

    public ImageConfig {
        history = List.copyOf(history);
    }

    /**
     * Layers by the digests of their uncompressed content.
     *
     * @param type always {@code layers}, empty when the document has none
     * @param diffIds base first
     */
    public record RootFs(String type, List<Digest> diffIds) {
        public RootFs {
            diffIds = List.copyOf(diffIds);
        }

        public static RootFs ofLayers(List<Digest> diffIds) {
            return new RootFs("layers", diffIds);
        }

        private Map<String, Object> toTree() {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("type", type);
            tree.put("diff_ids", diffIds.stream().map(Digest::toString).toList());
            return tree;
        }
    }

    /**
     * Reads a config.
     *
     * @throws RegistryException of kind PARSING_FAILED, or UNSUPPORTED for an unknown digest algorithm
     */
    public static ImageConfig parse(byte[] raw) throws RegistryException {
        JsonObject json = Json.parseObject(raw, "image config");
        Optional<JsonObject> container = json.object("config");
        Optional<JsonObject> rootFs = json.object("rootfs");
        List<HistoryEntry> history = new ArrayList<>();
        for (JsonObject entry : json.objects("history")) {
            history.add(HistoryEntry.of(entry));
        }
        return new ImageConfig(
                raw,
                time(json, "created"),
                json.string("author"),
                Platform.of(json),
                container.isPresent() ? ContainerConfig.of(container.get()) : ContainerConfig.EMPTY,
                rootFs.isPresent() ? rootFs(rootFs.get()) : new RootFs("", List.of()),
                history);
    }

    /** A new config. */
    public static ImageConfig of(
            Optional<OffsetDateTime> created,
            String author,
            Platform platform,
            ContainerConfig config,
            RootFs rootFs,
            List<HistoryEntry> history) {
        Map<String, Object> tree = new LinkedHashMap<>();
        created.ifPresent(time -> tree.put("created", Rfc3339.format(time)));
        Tree.putText(tree, "author", author);
        tree.putAll(platform.toTree());
        Map<String, Object> container = config.toTree();
        if (!container.isEmpty()) {
            tree.put("config", container);
        }
        tree.put("rootfs", rootFs.toTree());
        Tree.putList(tree, "history", history.stream().map(HistoryEntry::toTree).toList());
        return new ImageConfig(JsonWriter.compact(tree), created, author, platform, config, rootFs, history);
    }

    public ImageConfig withCreated(Optional<OffsetDateTime> newTime) {
        return of(newTime, author, platform, config, rootFs, history);
    }

    public ImageConfig withAuthor(String newAuthor) {
        return of(created, newAuthor, platform, config, rootFs, history);
    }

    public ImageConfig withPlatform(Platform newPlatform) {
        return of(created, author, newPlatform, config, rootFs, history);
    }

    public ImageConfig withConfig(ContainerConfig newConfig) {
        return of(created, author, platform, newConfig, rootFs, history);
    }

    public ImageConfig withRootFs(RootFs newRootFs) {
        return of(created, author, platform, config, newRootFs, history);
    }

    public ImageConfig withHistory(List<HistoryEntry> newHistory) {
        return of(created, author, platform, config, rootFs, newHistory);
    }

    private static RootFs rootFs(JsonObject json) throws RegistryException {
        List<Digest> diffIds = new ArrayList<>();
        for (String text : json.strings("diff_ids")) {
            diffIds.add(Descriptor.digest(json, "diff_ids", text));
        }
        return new RootFs(json.string("type"), diffIds);
    }

    static Optional<OffsetDateTime> time(JsonObject json, String key) throws RegistryException {
        Optional<String> text = json.optionalString(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Rfc3339.parse(text.get()));
        } catch (RegistryException e) {
            throw e.withContext(json.where() + ": " + key);
        }
    }

    /** Configs are equal when their bytes are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ImageConfig c && Arrays.equals(raw, c.raw);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(raw);
    }

    @Override
    public String toString() {
        return "image config of " + platform;
    }
}
