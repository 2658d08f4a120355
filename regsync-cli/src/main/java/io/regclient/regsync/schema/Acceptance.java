// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.KeyGroup;
import java.util.List;

/**
 * Which manifests are copied, and what the Go tools would run around it.
 *
 * @param mediaTypes media types of manifests that are copied
 * @param hooks parsed and shown, never run (contract regsync 17)
 */
record Acceptance(
        @Key(value = "media types of manifests; others are skipped", byDefault = "Docker and OCI images and indexes")
        List<String> mediaTypes,

        @Key(value = "accepted, shown, without effect", effect = false)
        Hooks hooks)
        implements KeyGroup {
    Acceptance {
        mediaTypes = List.copyOf(mediaTypes);
    }
}
