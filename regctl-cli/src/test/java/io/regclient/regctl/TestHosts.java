// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.testing.InProcessRegistry;

/** Reaching the registries of a test. */
final class TestHosts {
    private TestHosts() {}

    /** The value of {@code --host} that reaches a registry of the test over plain HTTP. */
    static String host(InProcessRegistry registry) {
        return "reg=" + registry.host() + ",tls=disabled";
    }
}
