// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeContractTest;
import java.io.IOException;

/** The fake that copies are tested with keeps the same contract as the real schemes. */
class MemorySchemeContractTest extends SchemeContractTest {
    private final MemoryScheme scheme = new MemoryScheme();

    @Override
    protected Scheme scheme() {
        return scheme;
    }

    @Override
    protected Ref repository(String name) throws IOException {
        return Ref.parse("registry.example/" + name).withoutVersion();
    }
}
