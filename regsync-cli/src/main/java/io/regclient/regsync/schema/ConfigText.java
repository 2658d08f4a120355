// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.KeyTree;
import io.regclient.kit.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The processed configuration as YAML: all keys in a fixed order (contract regsync 15). */
public final class ConfigText {
    private ConfigText() {}

    /**
     * The text; passwords, tokens and private keys are replaced by {@code ***}.
     *
     * @param showSecrets print them instead
     * @param registryNote a comment on entries of the type registry
     */
    public static String of(RegsyncConfig config, boolean showSecrets, Optional<String> registryNote) {
        RegsyncFile processed = new RegsyncFile(
                config.version(),
                config.hosts(),
                config.defaults(),
                config.state(),
                config.entries().stream().map(SyncEntry::keys).toList());
        Map<String, @Nullable Object> tree = KeyTree.of(processed, showSecrets);
        registryNote.ifPresent(note ->
                tree.computeIfPresent("sync", (key, printed) -> commented(config, (List<?>) printed, note)));
        return YamlText.of(tree);
    }

    private static List<Object> commented(RegsyncConfig config, List<?> printed, String note) {
        List<Object> entries = new ArrayList<>();
        for (int i = 0; i < printed.size(); i++) {
            boolean registry = config.entries()
                    .get(i)
                    .kind()
                    .value()
                    .filter(EntryType.REGISTRY::equals)
                    .isPresent();
            entries.add(registry ? new YamlText.Commented(note, (Map<?, ?>) printed.get(i)) : printed.get(i));
        }
        return entries;
    }
}
