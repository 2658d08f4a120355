// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import io.regclient.error.RegistryException;
import io.regclient.regsync.schema.HookRules.Rule;
import java.io.IOException;

/** A way to call a hook. Thread-safe. */
@FunctionalInterface
interface HookCall {
    /** Bytes of an answer: a decision and a reason. */
    int MAX_ANSWER = 64 << 10;

    /**
     * Calls it and waits for its end.
     *
     * @param data what its templates see
     * @param document what it is told
     * @return what it said, empty for nothing
     * @throws RegistryException of kind CANCELED after an interrupt; any other says in a few words what went wrong with
     *     the hook
     */
    byte[] call(Rule rule, Object data, byte[] document) throws IOException;
}
