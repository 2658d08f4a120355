// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.schema;

import io.regclient.kit.schema.Key;
import io.regclient.kit.schema.TypeName;
import java.util.List;
import java.util.Optional;

/**
 * Commands around a sync. They are read, inherited and shown, and never run (contract regsync 17).
 *
 * @param pre before a copy
 * @param post after a copy
 * @param unchanged when there is nothing to copy
 */
@TypeName("main.ConfigHooks")
public record Hooks(
        @Key("before a copy") Optional<Hook> pre,
        @Key("after a copy") Optional<Hook> post,
        @Key("when there is nothing to copy") Optional<Hook> unchanged) {

    /**
     * One command.
     *
     * @param type kind of the hook
     * @param params its parameters
     */
    @TypeName("main.ConfigHook")
    public record Hook(
            @Key("kind of the hook") String type,
            @Key("its parameters") List<String> params) {
        public Hook {
            params = List.copyOf(params);
        }
    }
}
