// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.image.ConfigBlob;
import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.ContainerConfig;
import io.regclient.model.Healthcheck;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Image configs as templates see them. The JSON of the whole is the original text, that of its parts has the fields Go
 * knows, in their order (contract regctl 7.7, core JS-3).
 */
public final class ImageConfigView {
    private static final String STRINGS = "[]string";
    private static final String CONTAINER = "config";

    private final ImageConfig config;
    private final Document document;

    private ImageConfigView(ImageConfig config) {
        this.config = config;
        this.document = new Document(config.raw());
    }

    /** The object of a config that was fetched: the blob, and the image it describes. */
    public static TemplateObject of(ConfigBlob blob) {
        TemplateObject image = new ImageConfigView(blob.image()).image();
        TemplateObject content = TemplateObject.struct("*blob.BOCIConfig")
                .embed("BCommon", BlobView.common(blob.descriptor(), blob.headers()))
                .method("GetConfig", () -> image)
                .method("RawBody", () -> blob.image().raw())
                .json(() -> new JsonText(new String(blob.image().raw(), StandardCharsets.UTF_8)))
                .build();
        return TemplateObject.struct("struct { *blob.BOCIConfig; v1.Image }")
                .embed("BOCIConfig", content)
                .embed("Image", image)
                .build();
    }

    private TemplateObject image() {
        return TemplateObject.struct("v1.Image")
                .field("Created", "created,omitempty", time(config.created()))
                .field("Author", "author,omitempty", config.author())
                .embed("Platform", DescriptorView.of(config.platform()))
                .lazy("Config", "config,omitzero", this::container)
                .lazy("RootFS", "rootfs", this::rootFs)
                .lazy(
                        "History",
                        "history,omitempty",
                        () -> document.list(
                                "[]v1.History",
                                config.history().stream()
                                        .map(ImageConfigView::history)
                                        .toList(),
                                "history"))
                .build();
    }

    private TemplateObject rootFs() {
        List<TemplateObject> ids = config.rootFs().diffIds().stream()
                .map(id -> DescriptorView.digest(Optional.of(id)))
                .toList();
        return TemplateObject.struct("v1.RootFS")
                .field("Type", "type", config.rootFs().type())
                .lazy("DiffIDs", "diff_ids", () -> document.list("[]digest.Digest", ids, "rootfs", "diff_ids"))
                .build();
    }

    private TemplateObject container() {
        ContainerConfig c = config.config();
        ObjectBuilder view = TemplateObject.struct("v1.ImageConfig");
        view.field("User", "User,omitempty", c.user());
        addSet(view, "ExposedPorts", c.exposedPorts());
        addList(view, "Env", c.env());
        addList(view, "Entrypoint", c.entrypoint());
        addList(view, "Cmd", c.cmd());
        addSet(view, "Volumes", c.volumes());
        view.field("WorkingDir", "WorkingDir,omitempty", c.workingDir())
                .lazy(
                        "Labels",
                        "Labels,omitempty",
                        () -> document.map("map[string]string", c.labels(), CONTAINER, "Labels"))
                .field("StopSignal", "StopSignal,omitempty", c.stopSignal())
                .field("StopTimeout", "StopTimeout,omitempty", pointer(c.stopTimeout()))
                .field("ArgsEscaped", "ArgsEscaped,omitempty", c.argsEscaped())
                .field("Healthcheck", "Healthcheck,omitempty", healthcheck(c.healthcheck()));
        addList(view, "OnBuild", c.onBuild());
        addList(view, "Shell", c.shell());
        return view.build();
    }

    private void addList(ObjectBuilder view, String name, List<String> list) {
        view.lazy(name, name + ",omitempty", () -> document.list(STRINGS, list, CONTAINER, name));
    }

    /** Go has no sets: they are maps to structs without fields. */
    private void addSet(ObjectBuilder view, String name, Set<String> set) {
        Map<String, Object> members = new LinkedHashMap<>();
        set.forEach(
                member -> members.put(member, TemplateObject.struct("struct {}").build()));
        view.lazy(name, name + ",omitempty", () -> document.map("map[string]struct {}", members, CONTAINER, name));
    }

    /** What a pointer to a number holds; a zero that is there is not empty. */
    private static TemplateObject pointer(OptionalLong number) {
        return number.isPresent() ? TemplateObject.pointer("*int", number.getAsLong()) : TemplateObject.nil("*int");
    }

    private static TemplateObject healthcheck(Optional<Healthcheck> check) {
        String type = "*v1.HealthConfig";
        return check.map(probe -> TemplateObject.struct(type)
                        .field("Test", "Test,omitempty", TemplateObject.orUnset(STRINGS, probe.test()))
                        .field("Interval", "Interval,omitempty", probe.interval())
                        .field("Timeout", "Timeout,omitempty", probe.timeout())
                        .field("StartPeriod", "StartPeriod,omitempty", probe.startPeriod())
                        .field("Retries", "Retries,omitempty", probe.retries())
                        .build())
                .orElseGet(() -> TemplateObject.nil(type));
    }

    private static TemplateObject history(HistoryEntry entry) {
        return TemplateObject.struct("v1.History")
                .field("Created", "created,omitempty", time(entry.created()))
                .field("CreatedBy", "created_by,omitempty", entry.createdBy())
                .field("Author", "author,omitempty", entry.author())
                .field("Comment", "comment,omitempty", entry.comment())
                .field("EmptyLayer", "empty_layer,omitempty", entry.emptyLayer())
                .build();
    }

    private static Object time(Optional<OffsetDateTime> time) {
        return time.map(t -> (Object) t).orElseGet(() -> TemplateObject.nil("*time.Time"));
    }
}
