// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeContractTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class OciDirSchemeContractTest extends SchemeContractTest {
    @TempDir
    private Path root;

    private final OciDirScheme scheme = OciDirScheme.builder().build();

    @AfterEach
    void close() {
        scheme.close();
    }

    @Override
    protected Scheme scheme() {
        return scheme;
    }

    @Override
    protected Ref repository(String name) throws IOException {
        return Ref.parse("ocidir://" + root.resolve(name));
    }
}
