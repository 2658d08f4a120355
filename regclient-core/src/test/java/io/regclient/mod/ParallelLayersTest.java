// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.ImageCopier;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.ocidir.OciDirScheme;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleImageBuilder;
import io.regclient.server.samples.SampleLayer;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.OpenFiles;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that have changed go to the target at the same time. */
class ParallelLayersTest {
    private static final int TOGETHER = 3;

    @TempDir
    Path directory;

    /** Counts uploads of blobs that have begun; the first ones wait for each other. */
    private final CountDownLatch begun = new CountDownLatch(TOGETHER);

    /** The storage, in which no upload of the first ones ends before all of them have begun. */
    private Scheme meeting(Scheme real) {
        return (Scheme) Proxy.newProxyInstance(
                Scheme.class.getClassLoader(), new Class<?>[] {Scheme.class}, (proxy, method, args) -> {
                    if (method.getName().equals("putBlob")) {
                        begun.countDown();
                        if (!begun.await(60, TimeUnit.SECONDS)) {
                            throw new IOException("the uploads go one after the other");
                        }
                    }
                    try {
                        return method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static SampleImage image() {
        SampleImageBuilder image = ImageFixture.image();
        for (int i = 0; i < 3 * TOGETHER; i++) {
            image.layer(SampleLayer.builder()
                    .file("file" + i, "content")
                    .file("junk", "of layer " + i)
                    .build());
        }
        return image.build();
    }

    @Test
    @DisplayName("MO-4, MO-14: changed layers of one image are pushed at the same time, before the manifest")
    void pushesChangedLayersTogether() throws IOException {
        SampleImage image = image();
        Path layout = directory.resolve("layout");
        ImageFixture.writeLayout(image, layout, "v1");
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        Ref source = Ref.parse("ocidir://" + layout + ":v1");
        Ref target = Ref.parse("ocidir://" + directory.resolve("other") + ":v2");
        SchemeSet schemes = new SchemeSet(Map.of(
                "ocidir",
                meeting(OciDirScheme.builder().parallelWrites(TOGETHER).build())));

        try (ImageCopier copier = new ImageCopier(schemes)) {
            new ImageModifier(copier, Instant.EPOCH, temporary)
                    .modify(source, Optional.of(target), List.of(FileEdits.layerStripFile("junk")), ModifyOptions.NONE);
        }

        assertThat(begun.getCount()).isZero();
        Manifest result = schemes.of(target).getManifest(target);
        assertThat(result.layers()).hasSize(3 * TOGETHER);
        for (Descriptor layer : result.layers()) {
            assertThat(schemes.of(target).headBlob(target, layer)).isPresent();
        }
        assertThat(OpenFiles.in(temporary)).isEmpty();
    }
}
