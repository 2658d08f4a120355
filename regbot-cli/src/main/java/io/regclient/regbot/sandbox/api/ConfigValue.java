// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import io.regclient.model.ImageConfig;
import io.regclient.ref.Ref;
import io.regclient.regbot.sandbox.vm.ScriptTable;

/**
 * An image config in the hands of a script.
 *
 * @param manifest the image
 * @param config the config as it was read, or as it was made from edited tables
 * @param data what the script sees of it and may edit before an export
 */
record ConfigValue(ManifestValue manifest, ImageConfig config, ScriptTable data) implements Referring {
    @Override
    public Ref ref() {
        return manifest.ref();
    }
}
