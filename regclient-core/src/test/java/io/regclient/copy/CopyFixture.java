// SPDX-License-Identifier: Apache-2.0
package io.regclient.copy;

import io.regclient.error.RegistryException;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.SchemeSet;
import io.regclient.scheme.StoredImage;
import io.regclient.scheme.ocidir.OciDirScheme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A copier over registries in memory and layouts, with the events and calls of its copies. */
final class CopyFixture implements AutoCloseable {
    final MemoryScheme registry;
    final OciDirScheme layouts = OciDirScheme.builder().build();
    final ImageCopier copier;
    private final List<ProgressEvent> events = Collections.synchronizedList(new ArrayList<>());

    CopyFixture() {
        this(new MemoryScheme(), ImageCopier.DEFAULT_WIDTH);
    }

    CopyFixture(MemoryScheme registry, int width) {
        this(registry, width, BlobPlaces.NONE);
    }

    CopyFixture(MemoryScheme registry, int width, BlobPlaces places) {
        this.registry = registry;
        this.copier = new ImageCopier(
                new SchemeSet(Map.of("reg", registry, "ocidir", layouts)),
                width,
                System::nanoTime,
                () -> Surroundings.NONE,
                places);
    }

    static Ref ref(String text) {
        try {
            return Ref.parse(text);
        } catch (RegistryException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Ref repo(String text) {
        return ref(text).withoutVersion();
    }

    /** Stores an image under the reference and forgets the calls. */
    StoredImage push(StoredImage image, Ref ref) throws IOException {
        image.push(registry, ref);
        registry.calls();
        return image;
    }

    /** Stores an index over images, all in one repository, and forgets the calls. */
    Manifest pushIndex(Ref ref, StoredImage... images) throws IOException {
        for (StoredImage image : images) {
            image.pushChild(registry, ref.withoutVersion());
        }
        Manifest index = StoredImage.index(images);
        registry.putManifest(ref, index, ManifestPut.top());
        registry.calls();
        return index;
    }

    CopyResult copy(Ref source, Ref target, CopyOptions.Builder options) throws IOException {
        events.clear();
        return copier.copy(source, target, options.listener(events::add).build());
    }

    CopyResult copy(Ref source, Ref target) throws IOException {
        return copy(source, target, CopyOptions.builder());
    }

    List<ProgressEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    List<String> events(Predicate<ProgressEvent> which) {
        return events().stream().filter(which).map(e -> e.state().toString()).toList();
    }

    static RegistryException failure(ThrowingCallable call) {
        RegistryException e = Assertions.catchThrowableOfType(RegistryException.class, call);
        Assertions.assertThat(e).as("expected failure").isNotNull();
        return e;
    }

    @Override
    public void close() {
        copier.close();
        layouts.close();
        registry.close();
    }
}
