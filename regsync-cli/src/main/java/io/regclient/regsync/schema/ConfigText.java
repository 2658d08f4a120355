// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.KeyTree;
import io.regclient.kit.yaml.YamlText;

/** The processed configuration as YAML: all keys in a fixed order (contract regsync 15). */
public final class ConfigText {
    private ConfigText() {}

    /**
     * The text; passwords, tokens and private keys are replaced by {@code ***}.
     *
     * @param showSecrets print them instead
     */
    public static String of(RegsyncConfig config, boolean showSecrets) {
        RegsyncFile processed = new RegsyncFile(
                config.version(),
                config.hosts(),
                config.defaults(),
                config.entries().stream().map(SyncEntry::keys).toList());
        return YamlText.of(KeyTree.of(processed, showSecrets));
    }
}
