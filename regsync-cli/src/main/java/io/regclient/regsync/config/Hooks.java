// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.config;

import java.util.List;
import java.util.Optional;

/**
 * Commands around a sync. They are read, inherited and shown, and never run (contract regsync 17).
 *
 * @param pre before a copy
 * @param post after a copy
 * @param unchanged when there is nothing to copy
 */
public record Hooks(Optional<Hook> pre, Optional<Hook> post, Optional<Hook> unchanged) {
    public static final Hooks NONE = new Hooks(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * One command.
     *
     * @param type kind of the hook
     * @param params its parameters
     */
    public record Hook(String type, List<String> params) {
        public Hook {
            params = List.copyOf(params);
        }
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /** These hooks, and the defaults where one is absent. */
    Hooks over(Hooks defaults) {
        return new Hooks(pre.or(defaults::pre), post.or(defaults::post), unchanged.or(defaults::unchanged));
    }
}
