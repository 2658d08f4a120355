// SPDX-License-Identifier: Apache-2.0
package io.regclient.fence;

import io.regclient.error.RegistryException;

/** Says whether work may still change what names stand for. Thread-safe; it is asked right before each such change. */
@FunctionalInterface
public interface WriteFence {
    /**
     * Lets the change be made.
     *
     * @throws RegistryException of kind CANCELED when it must not be made any more; nobody is asked again for it then
     */
    void requireOpen() throws RegistryException;
}
