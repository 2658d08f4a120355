// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.KeyGroup;
import java.util.List;

/**
 * Which manifests are copied, and who is asked and told about it.
 *
 * @param mediaTypes media types of manifests that are copied
 * @param hooks who is asked and told
 */
record Acceptance(
        @Key(value = "media types of manifests; others are skipped", byDefault = "Docker and OCI images and indexes")
        List<String> mediaTypes,

        @Key(
                value =
                        "programs or servers that are asked before a copy, and told what came of it. See [hooks](regsync-hooks.md)",
                guard = true)
        Hooks hooks)
        implements KeyGroup {
    Acceptance {
        mediaTypes = List.copyOf(mediaTypes);
    }
}
