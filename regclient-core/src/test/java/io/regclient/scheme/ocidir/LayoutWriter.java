// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.Guard;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.StoredImage;
import io.regclient.stream.BlobSource;
import java.io.IOException;
import java.util.Map;

/**
 * A process of its own that pushes images, each with a layer of its own and one that others have too, and collects
 * garbage after each: {@code LayoutWriter PATH PREFIX COUNT [TAG]}. Without a tag each gets one of its own, and some are
 * deleted.
 */
final class LayoutWriter {
    private LayoutWriter() {}

    static StoredImage image(String name) {
        return StoredImage.of(name, name, "shared" + name.hashCode() % 3);
    }

    static void main(String[] args) throws IOException {
        OciDirScheme scheme = OciDirScheme.builder().build();
        Ref layout = Ref.parse("ocidir://" + args[0]);
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            String name = args[1] + i;
            StoredImage image = image(name);
            try (Guard _ = scheme.guard(layout)) {
                for (Map.Entry<Descriptor, byte[]> blob : image.blobs().entrySet()) {
                    if (scheme.headBlob(layout, blob.getKey()).isEmpty()) {
                        scheme.putBlob(layout, blob.getKey(), BlobSource.ofBytes(blob.getValue()));
                    }
                }
                String tag = args.length > 3 ? args[3] : name;
                scheme.putManifest(layout.withTag(tag), image.manifest(), ManifestPut.top());
            }
            scheme.finish(layout);
            if (args.length == 3 && i % 3 == 2) {
                scheme.deleteTag(layout.withTag(name)); // makes garbage
            }
        }
    }
}
