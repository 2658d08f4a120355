// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.copy.ImageCopier;
import io.regclient.image.ConfigBlob;
import io.regclient.mod.ImageModifier;
import io.regclient.ref.Ref;
import io.regclient.time.ReadOnce;
import io.regclient.time.SourceDateEpoch;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What reading and modifying images needs.
 *
 * @param variables environment; may pin the creation time of added history entries (MO-7)
 * @param started creation time of these entries otherwise
 * @param configs that were read and are not read again
 * @param temporary directory for layers on their way
 */
record Workshop(Map<String, String> variables, Instant started, ReadOnce<Ref, ConfigBlob> configs, Path temporary) {
    ImageModifier modifier(ImageCopier copier) {
        return new ImageModifier(copier, SourceDateEpoch.of(variables).orElse(started), temporary);
    }
}
