// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

/** The store of the tests does what a database does. */
class MemoryStateTest extends StateStoreContract {
    private final MemoryState memory = new MemoryState();

    @Override
    protected StateStore open() {
        return memory;
    }
}
