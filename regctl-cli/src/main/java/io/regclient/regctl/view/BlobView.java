// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl.view;

import io.regclient.digest.Digest;
import io.regclient.kit.template.value.TemplateObject;
import io.regclient.model.Descriptor;
import io.regclient.scheme.BlobHead;
import io.regclient.stream.BlobReader;
import io.regclient.stream.LimitedInputStream;
import java.io.EOFException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Blobs as templates see them: methods only, so that their JSON is empty (contract regctl 7.7). */
public final class BlobView {
    /** A template gets the whole content, which therefore has to fit into memory. */
    private static final int MAX_BODY_BYTES = 16 << 20;

    private BlobView() {}

    /** A blob whose content has not been read; {@code .RawBody} reads it, once. */
    public static TemplateObject of(BlobReader blob) {
        Descriptor descriptor = descriptor(blob.digest(), blob.size().orElse(0), blob.mediaType());
        return reader(
                descriptor,
                blob.headers(),
                () -> LimitedInputStream.readAll(blob, MAX_BODY_BYTES, "blob for a template"));
    }

    /** The answer to a HEAD request: there is no content. */
    public static TemplateObject of(BlobHead head) {
        return reader(head.descriptor(), head.headers(), () -> {
            throw new EOFException("blob has no reader: unexpected EOF");
        });
    }

    /** The result of an upload. */
    public static TemplateObject ofStored(Descriptor stored) {
        return TemplateObject.struct("struct { Digest digest.Digest; Size int64 }")
                .field("Digest", DescriptorView.digest(stored.digest()))
                .field("Size", TemplateObject.int64(stored.size()))
                .build();
    }

    private static TemplateObject reader(
            Descriptor descriptor, Map<String, List<String>> headers, TemplateObject.Source body) {
        return TemplateObject.struct("*blob.BReader")
                .embed("BCommon", common(descriptor, headers))
                .method("RawBody", body)
                .build();
    }

    /** What all blobs have. */
    static TemplateObject common(Descriptor descriptor, Map<String, List<String>> headers) {
        return TemplateObject.struct("blob.BCommon")
                .method("GetDescriptor", () -> DescriptorView.of(descriptor))
                .method("Digest", () -> DescriptorView.digest(descriptor.digest()))
                .method("Length", () -> TemplateObject.int64(Math.max(descriptor.size(), 0)))
                .method("MediaType", descriptor::mediaType)
                .method("RawHeaders", () -> HeaderLines.view(headers))
                .method("Response", () -> TemplateObject.nil("*http.Response"))
                .build();
    }

    private static Descriptor descriptor(Optional<Digest> digest, long size, String mediaType) {
        return new Descriptor(mediaType, digest, size, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");
    }
}
