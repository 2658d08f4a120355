// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static io.regclient.copy.CopyFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.StoredImage;
import io.regclient.scheme.ocidir.OciDirScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies into layouts whose garbage is collected meanwhile. */
class LayoutCopyTest {
    private static final Ref SOURCE = ref("a.example/app:v1");

    @TempDir
    private Path root;

    private final CopyFixture fixture = new CopyFixture();
    private final OciDirScheme other = OciDirScheme.builder().build();

    @AfterEach
    void close() {
        other.close();
        fixture.close();
    }

    private Ref layout(String name) {
        return ref("ocidir://" + root.resolve(name) + ":v1");
    }

    private boolean has(String layout, Descriptor content) {
        return Files.exists(root.resolve(layout)
                .resolve("blobs/sha256")
                .resolve(content.digest().orElseThrow().hex()));
    }

    @Test
    @DisplayName("OL-20: garbage collection in the middle of a copy removes nothing the copy has brought")
    void guardsTheTarget() throws IOException {
        StoredImage one = StoredImage.of("one", "a", "b", "c");
        StoredImage two = StoredImage.of("two", "d", "e");
        fixture.pushIndex(SOURCE, one, two);
        Ref target = layout("layout");
        StoredImage.of("before", "x").push(other, target.withTag("before"));
        AtomicInteger collections = new AtomicInteger();
        BlobHook collecting = (blob, content) -> {
            fixture.layouts.finish(target);
            other.finish(target);
            collections.incrementAndGet();
            return content;
        };

        fixture.copy(SOURCE, target, CopyOptions.builder().blobHook(collecting));

        assertThat(collections).hasValue(7);
        for (StoredImage image : new StoredImage[] {one, two}) {
            assertThat(image.blobs().keySet()).allMatch(blob -> has("layout", blob));
            assertThat(has("layout", image.descriptor())).isTrue();
        }
    }

    @Test
    @DisplayName("OL-20, IC-11: the place the referrers go to is guarded as well")
    void guardsTheTargetOfReferrers() throws IOException {
        StoredImage image = fixture.push(StoredImage.of("one", "a"), SOURCE);
        StoredImage signature = StoredImage.referrer("sig", "t/sig", image.descriptor())
                .pushChild(fixture.registry, SOURCE.withoutVersion());
        Ref referrers = layout("referrers");
        BlobHook collecting = (blob, content) -> {
            fixture.layouts.finish(referrers);
            return content;
        };

        fixture.copy(
                SOURCE,
                layout("image"),
                CopyOptions.builder().referrers().referrerTarget(referrers).blobHook(collecting));

        Manifest stored = fixture.layouts.getManifest(
                referrers.withoutVersion().withDigest(signature.manifest().digest()));
        assertThat(stored.raw()).isEqualTo(signature.manifest().raw());
        assertThat(signature.blobs().keySet()).allMatch(blob -> has("referrers", blob));
    }
}
