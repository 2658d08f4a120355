// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.testing.InProcessRegistry;
import org.junit.jupiter.api.AfterEach;

/** Gives every test of a class an empty registry and a client of it. */
abstract class OneRegistry {
    final InProcessRegistry registry = InProcessRegistry.start();
    final RegClient client = ClientFixture.client(registry);

    @AfterEach
    final void closeRegistry() {
        client.close();
        registry.close();
    }
}
