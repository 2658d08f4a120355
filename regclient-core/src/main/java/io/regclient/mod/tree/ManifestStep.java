// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod.tree;

import java.io.IOException;

/** A step of the manifest phase, run for every manifest of the image, children before their index (MO-1). */
@FunctionalInterface
public interface ManifestStep {
    void edit(ManifestNode node) throws IOException;
}
