// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.server.SampleImage;
import io.regclient.server.SampleLayer;
import io.regclient.testing.DigestWalk;
import io.regclient.testing.ExternalProgram;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies of many parts, over the wire and in a process of its own. */
class CopyScaleIT {
    private static final int WIDTH = 50;

    @Test
    @Timeout(180)
    @DisplayName("24.I 137, IC-9: 50 images of 50 layers, one slot per host, within 256 MiB of heap")
    void copiesManyBlobsInASmallHeap() throws IOException {
        SampleImage[] children = IntStream.range(0, WIDTH)
                .mapToObj(i -> IntStream.range(0, WIDTH)
                        .boxed()
                        .reduce(
                                ImageFixture.image("linux/amd64/v" + i),
                                (image, l) -> image.layer(SampleLayer.random(i * WIDTH + l, 2000)),
                                (a, b) -> a)
                        .build())
                .toArray(SampleImage[]::new);
        SampleImage index = ImageFixture.index(children).build();
        try (InProcessRegistry one = InProcessRegistry.start();
                InProcessRegistry two = InProcessRegistry.start()) {
            one.put("wide", index, "v1");

            ExternalProgram.run(command(one.host() + "/wide:v1", two.host() + "/wide:v1"))
                    .requireSuccess();

            DigestWalk.registry(two.host(), "wide", "v1", index.digest().toString());
            assertThat(two.requests().count("PUT", "/blobs/uploads/")).isEqualTo(WIDTH * (WIDTH + 1));
            assertThat(one.requests().count("GET", "/blobs/")).isEqualTo(WIDTH * (WIDTH + 1));
        }
    }

    private static List<String> command(String source, String target) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                CopyProcess.class.getName(),
                source,
                target);
    }
}
