// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.digest.Digest;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.Descriptor;
import io.regclient.model.Platform;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Descriptors, digests and platforms as templates see them (contract regctl 7.7, core JS-2). */
final class DescriptorView {
    /** Type of a list of descriptors. */
    static final String LIST = "[]descriptor.Descriptor";

    private static final String STRINGS = "[]string";

    private DescriptorView() {}

    static TemplateObject of(Descriptor descriptor) {
        return descriptor("descriptor.Descriptor", descriptor);
    }

    static List<TemplateObject> list(List<Descriptor> descriptors) {
        return descriptors.stream().map(DescriptorView::of).toList();
    }

    /** What a pointer holds. */
    static TemplateObject pointer(Optional<Descriptor> descriptor) {
        String type = "*descriptor.Descriptor";
        return descriptor.map(d -> descriptor(type, d)).orElseGet(() -> TemplateObject.nil(type));
    }

    private static TemplateObject descriptor(String type, Descriptor descriptor) {
        return TemplateObject.struct(type)
                .field("MediaType", "mediaType", descriptor.mediaType())
                .field("Digest", "digest", digest(descriptor.digest()))
                .field("Size", "size", TemplateObject.int64(Math.max(descriptor.size(), 0)))
                .field("URLs", "urls,omitempty", TemplateObject.orUnset(STRINGS, descriptor.urls()))
                .field(
                        "Annotations",
                        "annotations,omitempty",
                        TemplateObject.orUnset("map[string]string", descriptor.annotations()))
                .field("Data", "data,omitempty", data(descriptor))
                .field("Platform", "platform,omitempty", platform(descriptor.platform()))
                .field("ArtifactType", "artifactType,omitempty", descriptor.artifactType())
                .hidden("digestAlgo", () -> "")
                .build();
    }

    static TemplateObject digest(Optional<Digest> digest) {
        String text = digest.map(Digest::toString).orElse("");
        return TemplateObject.named("digest.Digest", text)
                .method("Algorithm", () -> digest.map(d -> d.algorithm().id()).orElse(""))
                .method("Encoded", () -> digest.map(Digest::hex).orElse(""))
                .method("Hex", () -> digest.map(Digest::hex).orElse(""))
                .method("String", () -> text)
                .method("Validate", () -> digest.isPresent() ? Optional.empty() : "invalid checksum digest format")
                .build();
    }

    static TemplateObject platform(Optional<Platform> platform) {
        String type = "*platform.Platform";
        return platform.map(p -> platform(type, p)).orElseGet(() -> TemplateObject.nil(type));
    }

    static TemplateObject of(Platform platform) {
        return platform("platform.Platform", platform);
    }

    private static TemplateObject platform(String type, Platform platform) {
        ObjectBuilder view = TemplateObject.struct(type)
                .field("Architecture", "architecture", platform.architecture())
                .field("OS", "os", platform.os())
                .field("OSVersion", "os.version,omitempty", platform.osVersion())
                .field("OSFeatures", "os.features,omitempty", TemplateObject.orUnset(STRINGS, platform.osFeatures()))
                .field("Variant", "variant,omitempty", platform.variant())
                .field("Features", "features,omitempty", TemplateObject.orUnset(STRINGS, platform.features()));
        return view.text(platform::toString).build();
    }

    /** Embedded data that is not base64 is treated like none (contract DE-2). */
    private static Object data(Descriptor descriptor) {
        if (descriptor.data().isEmpty()) {
            return TemplateObject.unset("[]uint8");
        }
        try {
            return Base64.getDecoder().decode(descriptor.data().get());
        } catch (IllegalArgumentException e) {
            return TemplateObject.unset("[]uint8");
        }
    }
}
