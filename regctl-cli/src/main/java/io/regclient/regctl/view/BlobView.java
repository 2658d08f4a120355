// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.digest.Digest;
import io.regclient.kit.template.value.JsonText;
import io.regclient.kit.template.value.ObjectBuilder;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.Descriptor;
import io.regclient.scheme.BlobHead;
import io.regclient.stream.BlobReader;
import io.regclient.stream.LimitedInputStream;
import java.io.EOFException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blobs as templates see them: methods only (contract regctl 7.7). */
public final class BlobView {
    /** A template gets the whole content, which therefore has to fit into memory. */
    private static final int MAX_BODY_BYTES = 16 << 20;

    private BlobView() {}

    /** A blob whose content has not been read; {@code .RawBody} reads it, once. */
    public static TemplateObject of(BlobReader blob) {
        Descriptor descriptor = descriptor(blob.digest(), blob.size().orElse(0), blob.mediaType());
        return blob(descriptor, blob.headers())
                .method("RawBody", () -> LimitedInputStream.readAll(blob, MAX_BODY_BYTES, "blob for a template"))
                .build();
    }

    /** The answer to a HEAD request: there is no content. */
    public static TemplateObject of(BlobHead head) {
        return blob(head.descriptor(), head.headers())
                .method("RawBody", () -> {
                    throw new EOFException("blob has no reader: unexpected EOF");
                })
                .build();
    }

    /** The result of an upload. */
    public static TemplateObject ofStored(Descriptor stored) {
        return TemplateObject.struct("struct")
                .field("Digest", DescriptorView.digest(stored.digest()))
                .field("Size", stored.size())
                .build();
    }

    private static ObjectBuilder blob(Descriptor descriptor, Map<String, List<String>> headers) {
        return TemplateObject.struct("*blob.BReader")
                .method("GetDescriptor", () -> DescriptorView.of(descriptor))
                .method("Digest", () -> DescriptorView.digest(descriptor.digest()))
                .method("Length", () -> Math.max(descriptor.size(), 0))
                .method("MediaType", descriptor::mediaType)
                .method("RawHeaders", () -> HeaderLines.named(headers))
                .method("Response", () -> TemplateObject.nil("*http.Response"))
                .json(() -> new JsonText("{}"));
    }

    private static Descriptor descriptor(Optional<Digest> digest, long size, String mediaType) {
        return new Descriptor(mediaType, digest, size, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");
    }
}
