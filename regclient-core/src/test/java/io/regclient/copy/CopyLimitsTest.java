// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static io.regclient.copy.CopyFixture.failure;
import static io.regclient.copy.CopyFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.StoredImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How much one copy reads, whatever a source names. */
class CopyLimitsTest {
    private static final Ref SOURCE = ref("a.example/app:v1");
    private static final Ref TARGET = ref("b.example/app:v1");

    private final CopyFixture fixture = new CopyFixture();
    private final MemoryScheme registry = fixture.registry;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @DisplayName("OJ-1: manifests nested deeper than 32 levels are refused")
    void refusesEndlessNesting() throws IOException {
        Manifest inner = fixture.push(StoredImage.of("core"), SOURCE).manifest();
        for (int i = 0; i < 33; i++) {
            Descriptor entry = inner.descriptor();
            inner = IndexManifest.of(MediaType.OCI_INDEX, List.of(entry))
                    .withAnnotations(Map.of("level", Integer.toString(i)));
            registry.putManifest(SOURCE, inner, ManifestPut.top());
        }

        RegistryException e = failure(() -> fixture.copy(SOURCE, TARGET));

        assertThat(e).hasMessageContaining("deeper than 32 levels");
    }

    @Test
    @DisplayName("OJ-1: of an endless chain of referrers the first and the innermost are named")
    void refusesEndlessReferrers() throws IOException {
        Descriptor subject =
                fixture.push(StoredImage.of("core"), SOURCE).manifest().descriptor();
        for (int i = 0; i < 40; i++) {
            subject = StoredImage.referrer("level-" + i, "t", subject)
                    .pushChild(registry, SOURCE.withoutVersion())
                    .descriptor();
        }

        RegistryException e =
                failure(() -> fixture.copy(SOURCE, TARGET, CopyOptions.builder().referrers()));

        assertThat(e.getMessage().split("referrer sha256:", -1)).hasSize(3);
    }

    @Test
    @DisplayName("OJ-1: a source that names ever more manifests ends the copy with a clear error")
    void refusesEndlessManifests() throws IOException {
        IndexManifest empty = IndexManifest.of(MediaType.OCI_INDEX, List.of());
        List<Descriptor> entries = new ArrayList<>();
        for (int i = 0; i < CopyRun.MAX_MANIFESTS; i++) {
            Manifest entry = empty.withAnnotations(Map.of("n", Integer.toString(i)));
            registry.putManifest(SOURCE.withDigest(entry.digest()), entry, ManifestPut.child());
            entries.add(entry.descriptor());
        }
        registry.putManifest(SOURCE, IndexManifest.of(MediaType.OCI_INDEX, entries), ManifestPut.top());
        fixture.copy(SOURCE, ref("b.example/fits:v1"));
        entries.add(fixture.push(StoredImage.of("one more"), SOURCE.withTag("v2"))
                .manifest()
                .descriptor());
        registry.putManifest(SOURCE, IndexManifest.of(MediaType.OCI_INDEX, entries), ManifestPut.top());

        RegistryException e = failure(() -> fixture.copy(SOURCE, TARGET));

        assertThat(e).hasMessageContaining("names 10001 others, the limit of a copy is 10000");
        Ref two = SOURCE.withTag("v3");
        Manifest half = IndexManifest.of(MediaType.OCI_INDEX, entries.subList(0, 1));
        Manifest rest = IndexManifest.of(MediaType.OCI_INDEX, entries.subList(1, entries.size()));
        for (Manifest part : List.of(half, rest)) {
            registry.putManifest(SOURCE.withDigest(part.digest()), part, ManifestPut.child());
        }
        registry.putManifest(
                two,
                IndexManifest.of(MediaType.OCI_INDEX, List.of(half.descriptor(), rest.descriptor())),
                ManifestPut.top());
        assertThat(failure(() -> fixture.copy(two, TARGET)))
                .hasMessageContaining("the copy leads to more than 10000 manifests");
    }

    @Test
    @DisplayName("IC-9: the manifests of one copy have at most 64 MiB together")
    void manifestsHaveABudget() throws IOException {
        Manifest empty =
                fixture.push(StoredImage.of("app"), SOURCE.withTag("empty")).manifest();
        List<Descriptor> entries = new ArrayList<>();
        String padding = "x".repeat(4 << 20);
        for (int i = 0; i < 17; i++) {
            Manifest entry = empty.withAnnotations(Map.of("n", i + padding));
            registry.putManifest(SOURCE.withDigest(entry.digest()), entry, ManifestPut.child());
            entries.add(entry.descriptor());
        }
        registry.putManifest(SOURCE, IndexManifest.of(MediaType.OCI_INDEX, entries), ManifestPut.top());

        assertThat(failure(() -> fixture.copy(SOURCE, TARGET)))
                .hasMessageContaining("the copy leads to more than 67108864 bytes of manifests");
    }
}
