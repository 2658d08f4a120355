// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import java.util.Set;

/**
 * A key that stands in its mapping once more, further down: that one counts, as with the Go tools.
 *
 * @param key its name
 * @param position where it stands
 * @param lost keys of the mapping that it has as its value; none for any other value
 */
public record RepeatedKey(String key, YamlPosition position, Set<String> lost) {
    public RepeatedKey {
        lost = Set.copyOf(lost);
    }
}
