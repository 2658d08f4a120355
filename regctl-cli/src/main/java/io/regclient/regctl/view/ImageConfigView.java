// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.digest.Digest;
import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.ContainerConfig;
import io.regclient.model.Healthcheck;
import io.regclient.model.HistoryEntry;
import io.regclient.model.ImageConfig;
import io.regclient.model.MediaType;
import io.regclient.model.Platform;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Image configs as templates see them; JSON is the original text (contract regctl 7.7). */
public final class ImageConfigView {
    private ImageConfigView() {}

    /** The object of a config. */
    public static TemplateObject of(ImageConfig config) {
        Digest digest = Digest.sha256(config.raw());
        String body = new String(config.raw(), StandardCharsets.UTF_8);
        ObjectBuilder object = TemplateObject.struct("*blob.BOCIConfig");
        addImage(object, config);
        return object.method("GetConfig", () -> image(config))
                .method(
                        "GetDescriptor",
                        () -> DescriptorView.of(
                                io.regclient.model.Descriptor.of(MediaType.OCI_CONFIG, digest, config.raw().length)))
                .method("Digest", () -> DescriptorView.digest(Optional.of(digest)))
                .method("MediaType", () -> MediaType.OCI_CONFIG)
                .method("Length", () -> config.raw().length)
                .method("RawBody", () -> body)
                .method("RawHeaders", Map::of)
                .json(() -> new JsonText(body))
                .build();
    }

    private static TemplateObject image(ImageConfig config) {
        ObjectBuilder object = TemplateObject.struct("v1.Image");
        addImage(object, config);
        return object.json(() -> new JsonText(new String(config.raw(), StandardCharsets.UTF_8)))
                .build();
    }

    private static void addImage(ObjectBuilder object, ImageConfig config) {
        Platform platform = config.platform();
        object.field("Created", time(config.created()))
                .field("Author", config.author())
                .field("Platform", DescriptorView.of(platform))
                .method("Architecture", platform::architecture)
                .method("OS", platform::os)
                .method("OSVersion", platform::osVersion)
                .method("OSFeatures", platform::osFeatures)
                .method("Variant", platform::variant)
                .field("Config", container(config.config()))
                .field(
                        "RootFS",
                        TemplateObject.struct("v1.RootFS")
                                .field("Type", config.rootFs().type())
                                .field(
                                        "DiffIDs",
                                        config.rootFs().diffIds().stream()
                                                .map(d -> DescriptorView.digest(Optional.of(d)))
                                                .toList())
                                .build())
                .field(
                        "History",
                        config.history().stream().map(ImageConfigView::history).toList());
    }

    private static TemplateObject container(ContainerConfig config) {
        return TemplateObject.struct("v1.ImageConfig")
                .field("User", config.user())
                .field("ExposedPorts", keys(config.exposedPorts()))
                .field("Env", config.env())
                .field("Entrypoint", config.entrypoint())
                .field("Cmd", config.cmd())
                .field("Volumes", keys(config.volumes()))
                .field("WorkingDir", config.workingDir())
                .field("Labels", config.labels())
                .field("StopSignal", config.stopSignal())
                .field(
                        "StopTimeout",
                        config.stopTimeout().isPresent()
                                ? Optional.of(config.stopTimeout().getAsLong())
                                : Optional.empty())
                .field("ArgsEscaped", config.argsEscaped())
                .field("Healthcheck", config.healthcheck().map(ImageConfigView::healthcheck))
                .field("OnBuild", config.onBuild())
                .field("Shell", config.shell())
                .build();
    }

    private static TemplateObject healthcheck(Healthcheck check) {
        return TemplateObject.struct("*v1.HealthConfig")
                .field("Test", check.test())
                .field("Interval", check.interval())
                .field("Timeout", check.timeout())
                .field("StartPeriod", check.startPeriod())
                .field("Retries", check.retries())
                .build();
    }

    private static TemplateObject history(HistoryEntry entry) {
        return TemplateObject.struct("v1.History")
                .field("Created", time(entry.created()))
                .field("CreatedBy", entry.createdBy())
                .field("Author", entry.author())
                .field("Comment", entry.comment())
                .field("EmptyLayer", entry.emptyLayer())
                .build();
    }

    private static Object time(Optional<OffsetDateTime> time) {
        return time.map(t -> (Object) t).orElseGet(() -> TemplateObject.nil("*time.Time"));
    }

    private static Map<String, Object> keys(Set<String> names) {
        Map<String, Object> map = new LinkedHashMap<>();
        names.forEach(n -> map.put(n, TemplateObject.struct("struct {}").build()));
        return map;
    }
}
