// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import static io.regclient.copy.CopyFixture.ref;
import static io.regclient.copy.CopyFixture.repo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.StoredImage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** BL-19: what an earlier process learned about the places of blobs saves requests and never does harm. */
class RememberedPlacesTest {
    private static final Ref SOURCE = ref("a.example/app:v1");
    private static final Ref FIRST = ref("b.example/first:v1");
    private static final Ref SECOND = ref("b.example/second:v1");

    private final MemoryScheme registry = new MemoryScheme();
    private final RememberedPlaces places = new RememberedPlaces();
    private final StoredImage image = StoredImage.of("image", "layer one", "layer two");

    /** A copy by a process of its own: nothing is known but what was remembered. */
    private CopyResult copy(Ref source, Ref target) throws IOException {
        registry.calls();
        try (ImageCopier process = process()) {
            return process.copy(source, target, CopyOptions.PLAIN);
        }
    }

    private ImageCopier process() {
        return new ImageCopier(
                new SchemeSet(Map.of("reg", registry)), 4, System::nanoTime, () -> Surroundings.NONE, places);
    }

    private static long count(List<String> calls, String start) {
        return calls.stream().filter(call -> call.startsWith(start)).count();
    }

    private List<Digest> blobs() {
        return descriptors().stream().map(d -> d.digest().orElseThrow()).toList();
    }

    private List<Descriptor> descriptors() {
        return List.copyOf(image.blobs().keySet());
    }

    @Test
    @DisplayName("a second process mounts what the first one sent: one request per blob, no look, nothing read")
    void mountsAtOnce() throws IOException {
        image.push(registry, SOURCE);
        copy(SOURCE, FIRST);

        CopyResult second = copy(SOURCE, SECOND);

        List<String> calls = registry.calls();
        int blobs = blobs().size();
        assertThat(count(calls, "MOUNT")).isEqualTo(blobs);
        assertThat(count(calls, "HEAD blob")).isZero();
        assertThat(count(calls, "GET blob")).isZero();
        assertThat(count(calls, "PUT blob")).isZero();
        assertThat(second.blobs().mounted()).isEqualTo(blobs);
        for (Descriptor blob : descriptors()) {
            assertThat(registry.hasBlob(SECOND.withoutVersion(), blob)).isTrue();
        }
    }

    @Test
    @DisplayName("a place that is wrong costs one refused mount: the blob is sent, and the place is forgotten")
    void healsWrongPlaces() throws IOException {
        image.push(registry, SOURCE);
        Ref gone = repo("b.example/gone");
        Descriptor blob = descriptors().getFirst();
        places.found(gone, blob.digest().orElseThrow());

        copy(SOURCE, FIRST);

        List<String> calls = registry.calls();
        assertThat(count(calls, "MOUNT")).isEqualTo(1);
        assertThat(count(calls, "PUT blob")).isEqualTo(blobs().size());
        assertThat(registry.hasBlob(FIRST.withoutVersion(), blob)).isTrue();
        assertThat(places.corrections()).containsExactly("b.example/gone");
        assertThat(places.holders(FIRST, blob.digest().orElseThrow()))
                .contains(FIRST.withoutVersion())
                .doesNotContain(gone);
    }

    @Test
    @DisplayName("a registry that mounts what it has lost, and refuses the manifest then, is not believed again")
    void forgetsWhatLedToARefusedManifest() throws IOException {
        image.push(registry, SOURCE);
        copy(SOURCE, FIRST);
        AtomicBoolean refusing = new AtomicBoolean(true);
        registry.before("PUT manifest b.example/second", line -> {
            if (refusing.get()) {
                throw RegistryException.ofStatus(ErrorKind.HTTP_STATUS, 400, "MANIFEST_BLOB_UNKNOWN");
            }
        });

        assertThatThrownBy(() -> copy(SOURCE, SECOND)).isInstanceOf(RegistryException.class);
        assertThat(count(registry.calls(), "MOUNT")).isEqualTo(blobs().size());
        for (Digest blob : blobs()) {
            assertThat(places.holders(SECOND, blob)).isEmpty();
        }

        refusing.set(false);
        copy(SOURCE, SECOND);
        assertThat(count(registry.calls(), "MOUNT")).isZero();
    }

    @Test
    @DisplayName("a wrong place does not hide that the target has the blob already")
    void looksAfterARefusedMount() throws IOException {
        image.push(registry, SOURCE);
        image.push(registry, FIRST);
        for (Digest digest : blobs()) {
            places.found(repo("b.example/gone"), digest);
        }

        CopyResult result = copy(SOURCE, ref("b.example/first:v2"));

        assertThat(count(registry.calls(), "PUT blob")).isZero();
        assertThat(result.blobs().skipped()).isEqualTo(blobs().size());
    }

    @Test
    @DisplayName("a blob that is remembered in the target itself is looked at; one that was removed is sent again")
    void looksAtTheTarget() throws IOException {
        image.push(registry, SOURCE);
        copy(SOURCE, FIRST);
        Ref again = ref("b.example/first:v2");
        Descriptor removed = descriptors().getLast();
        registry.removeBlob(FIRST.withoutVersion(), removed);

        CopyResult result = copy(SOURCE, again);

        List<String> calls = registry.calls();
        assertThat(count(calls, "HEAD blob")).isEqualTo(blobs().size());
        assertThat(count(calls, "MOUNT")).isZero();
        assertThat(count(calls, "PUT blob")).isEqualTo(1);
        assertThat(result.blobs().sent()).isEqualTo(1);
        assertThat(places.corrections()).containsExactly("b.example/first");
        assertThat(registry.hasBlob(FIRST.withoutVersion(), removed)).isTrue();
    }

    @Test
    @DisplayName("places in other registries are of no use for a mount")
    void ignoresOtherRegistries() throws IOException {
        image.push(registry, SOURCE);
        for (Digest digest : blobs()) {
            places.found(repo("c.example/app"), digest);
        }

        copy(SOURCE, FIRST);

        assertThat(count(registry.calls(), "MOUNT")).isZero();
    }

    @Test
    @DisplayName("a registry that never mounts is asked three times, then looked at as without a memory")
    void givesUpOnMounts() throws IOException {
        StoredImage many = StoredImage.of("many", "1", "2", "3", "4", "5", "6", "7", "8");
        many.push(registry, SOURCE);
        copy(SOURCE, FIRST);
        registry.withoutMounts();
        registry.calls();

        try (ImageCopier process = process()) {
            for (Descriptor blob : many.blobs().keySet()) {
                process.copyBlob(SOURCE.withoutVersion(), SECOND.withoutVersion(), blob, ProgressListener.NONE);
            }
        }

        List<String> calls = registry.calls();
        assertThat(count(calls, "MOUNT")).isEqualTo(3);
        assertThat(count(calls, "HEAD blob")).isEqualTo(many.blobs().size());
        assertThat(count(calls, "PUT blob")).isEqualTo(many.blobs().size());
    }
}
