// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.gate;

import io.regclient.model.Descriptor;
import io.regclient.model.MediaType;

/** The types of artifacts in lists of referrers, which programs write where a registry does not. */
public final class ListedType {
    private ListedType() {}

    /**
     * True when the entry may stand for an artifact of any type: it states none, or the type of a config, which some
     * programs write whatever type the manifest itself has.
     */
    public static boolean isOpen(Descriptor entry) {
        String type = entry.artifactType();
        return type.isEmpty() || type.equals(MediaType.OCI_EMPTY) || MediaType.isImageConfig(type);
    }
}
