// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import io.regclient.server.samples.SampleImage;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Gives every test of a class two registries, the first with an image {@code app:v1}, and a client of both. */
abstract class TwoRegistries {
    @TempDir
    Path root;

    final InProcessRegistry one = InProcessRegistry.start();
    final InProcessRegistry two = InProcessRegistry.start();
    final RegClient client = ClientFixture.client(one, two);
    final SampleImage image = ImageFixture.small(1);

    TwoRegistries() {
        one.put("app", image, "v1");
    }

    @AfterEach
    final void closeRegistries() {
        client.close();
        one.close();
        two.close();
    }
}
