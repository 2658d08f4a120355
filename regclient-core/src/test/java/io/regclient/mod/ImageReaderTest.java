// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static io.regclient.mod.ModFixture.digest;
import static io.regclient.mod.ModFixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.ImageCopier;
import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.Guard;
import io.regclient.scheme.Scheme;
import io.regclient.scheme.SchemeSet;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Limits of what one run reads, against a storage that answers whatever it likes. */
class ImageReaderTest {
    private int reads;

    /** Modifies an image of a storage that makes up a manifest for every digest and tag. */
    private RegistryException modify(Function<String, Manifest> storage) {
        Scheme scheme = (Scheme) Proxy.newProxyInstance(
                Scheme.class.getClassLoader(),
                new Class<?>[] {Scheme.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "guard" -> Guard.NONE;
                    case "close" -> Optional.empty();
                    case "getManifest" -> {
                        reads++;
                        yield args.length == 1
                                ? storage.apply(((Ref) args[0]).tagOrDigest().orElseThrow())
                                : storage.apply(((Descriptor) args[1])
                                        .digest()
                                        .orElseThrow()
                                        .toString());
                    }
                    default -> throw new IllegalStateException("unexpected call of " + method.getName());
                });
        SchemeSet schemes = new SchemeSet(Map.of("reg", scheme));
        try (ImageCopier copier = new ImageCopier(schemes)) {
            ImageModifier modifier = new ImageModifier(schemes, copier, Instant.EPOCH, Path.of("/absent"));
            return failure(() ->
                    modifier.modify(Ref.parse("r.example/app:v1"), Optional.empty(), List.of(), ModifyOptions.NONE));
        }
    }

    private static Manifest index(Digest... entries) {
        List<Descriptor> list = new ArrayList<>();
        for (Digest each : entries) {
            list.add(Descriptor.of(MediaType.OCI_INDEX, each, 100));
        }
        return IndexManifest.of(MediaType.OCI_INDEX, list);
    }

    @Test
    @DisplayName("MO-1: an index that leads back to itself is LOOP_DETECTED")
    void detectsLoops() {
        Digest a = digest("a");
        Digest b = digest("b");

        RegistryException e = modify(name -> name.equals(a.toString()) ? index(b) : index(a));

        assertThat(e.kind()).isEqualTo(ErrorKind.LOOP_DETECTED);
        assertThat(e).hasMessageContaining("r.example/app").hasMessageContaining(a.toString());
        assertThat(reads).isEqualTo(3);
    }

    @Test
    @DisplayName("MO-1: nesting without end stops after 32 levels")
    void limitsTheDepth() {
        RegistryException e = modify(name -> index(digest(name)));

        assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(e).hasMessageContaining("nested deeper than 32 levels");
        assertThat(reads).isEqualTo(33);
    }

    @Test
    @DisplayName("MO-1: an index of many indexes stops after 10000 manifests")
    void limitsTheNumber() {
        RegistryException e =
                modify(name -> index(Collections.nCopies(200, digest(name)).toArray(Digest[]::new)));

        assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(reads).isLessThanOrEqualTo(10_001);
    }

    @Test
    @DisplayName("MO-1: an entry without digest is refused")
    void needsDigests() {
        Descriptor entry = new Descriptor(
                MediaType.OCI_INDEX, Optional.empty(), 1, List.of(), Map.of(), Optional.empty(), Optional.empty(), "");

        RegistryException e = modify(name -> IndexManifest.of(MediaType.OCI_INDEX, List.of(entry)));

        assertThat(e.kind()).isEqualTo(ErrorKind.MISSING_DIGEST);
    }
}
