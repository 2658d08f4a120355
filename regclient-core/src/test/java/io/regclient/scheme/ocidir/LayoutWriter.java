// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.ref.Ref;
import io.regclient.scheme.StoredImage;
import java.io.IOException;

/** A process of its own that pushes images: {@code LayoutWriter PATH PREFIX COUNT}. */
final class LayoutWriter {
    private LayoutWriter() {}

    static void main(String[] args) throws IOException {
        OciDirScheme scheme = OciDirScheme.builder().build();
        Ref layout = Ref.parse("ocidir://" + args[0]);
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            String name = args[1] + i;
            StoredImage.of(name).push(scheme, layout.withTag(name));
        }
    }
}
