// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.digest.Digest;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.Descriptor;
import io.regclient.model.Platform;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Descriptors, digests and platforms as templates see them (contract regctl 7.7). */
final class DescriptorView {
    private DescriptorView() {}

    static TemplateObject of(Descriptor descriptor) {
        return TemplateObject.struct("descriptor.Descriptor")
                .field("MediaType", "mediaType", descriptor.mediaType())
                .field("Digest", "digest", digest(descriptor.digest()))
                .field("Size", "size", descriptor.size())
                .field("URLs", "urls,omitempty", descriptor.urls())
                .field("Annotations", "annotations,omitempty", descriptor.annotations())
                .field("Data", "data,omitempty", data(descriptor))
                .field("Platform", "platform,omitempty", platform(descriptor.platform()))
                .field("ArtifactType", "artifactType,omitempty", descriptor.artifactType())
                .build();
    }

    static List<TemplateObject> list(List<Descriptor> descriptors) {
        return descriptors.stream().map(DescriptorView::of).toList();
    }

    static Object optional(Optional<Descriptor> descriptor) {
        return descriptor.map(d -> (Object) of(d)).orElseGet(() -> TemplateObject.nil("*descriptor.Descriptor"));
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

    static Object platform(Optional<Platform> platform) {
        return platform.map(p -> (Object) of(p)).orElseGet(() -> TemplateObject.nil("*platform.Platform"));
    }

    static TemplateObject of(Platform platform) {
        return TemplateObject.struct("platform.Platform")
                .field("OS", "os", platform.os())
                .field("Architecture", "architecture", platform.architecture())
                .field("Variant", "variant,omitempty", platform.variant())
                .field("OSVersion", "os.version,omitempty", platform.osVersion())
                .field("OSFeatures", "os.features,omitempty", platform.osFeatures())
                .field("Features", "features,omitempty", platform.features())
                .text(platform::toString)
                .build();
    }

    private static byte[] data(Descriptor descriptor) {
        try {
            return Base64.getDecoder().decode(descriptor.data().orElse(""));
        } catch (IllegalArgumentException e) {
            return new byte[0]; // embedded data that is not base64 is treated like none (contract DE-2)
        }
    }
}
