// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.yaml;

import java.util.Set;

/**
 * A record, read from a mapping, whose keys keep something from happening. One that is unknown would silently let it
 * happen: such a file is refused.
 */
public interface StrictKeys {
    /**
     * What is wrong with a mapping that came out as this record, in a few words; empty for nothing.
     *
     * @param written the keys of the mapping
     */
    default String objection(Set<String> written) {
        return "";
    }
}
