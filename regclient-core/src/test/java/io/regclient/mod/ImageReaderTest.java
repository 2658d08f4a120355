// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static io.regclient.mod.ModFixture.digest;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Limits of what one run reads, against a storage that answers whatever it likes. */
class ImageReaderTest {
    private int reads;

    private RegistryException modify(Function<String, Manifest> storage) {
        return attempt(storage).orElseThrow();
    }

    /** Modifies an image of a storage that makes up a manifest for every digest and tag; tells the failure. */
    private Optional<RegistryException> attempt(Function<String, Manifest> storage) {
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
            ImageModifier modifier = new ImageModifier(copier, Instant.EPOCH, Path.of("/absent"));
            modifier.modify(Ref.parse("r.example/app:v1"), Optional.empty(), List.of(), ModifyOptions.NONE);
            return Optional.empty();
        } catch (RegistryException e) {
            return Optional.of(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /** An index whose entries have 24 MiB of bytes together with it, and some more. */
    private Optional<RegistryException> modifyLarge(int more) throws RegistryException {
        IndexManifest empty = IndexManifest.of(MediaType.OCI_INDEX, List.of());
        int frame = empty.withAnnotation("n", "x").raw().length - 1;
        Map<String, Manifest> stored = new HashMap<>();
        List<Descriptor> entries = new ArrayList<>();
        int left = 24 << 20;
        for (int i = 0; i < 6; i++) {
            int last = left - index(entries, digest("placeholder")).raw().length;
            int size = i < 5 ? Manifest.MAX_PUSH_BYTES : last + more;
            Manifest entry = empty.withAnnotation("n", i + "x".repeat(size - frame - 1));
            stored.put(entry.digest().toString(), entry);
            entries.add(entry.descriptor());
            left -= entry.raw().length;
        }
        Manifest top = IndexManifest.of(MediaType.OCI_INDEX, entries);
        assertThat(left).isEqualTo(top.raw().length - more);
        return attempt(name -> stored.getOrDefault(name, top));
    }

    /** An index with one more entry, as long as one of an entry with seven digits of size. */
    private static Manifest index(List<Descriptor> entries, Digest next) {
        List<Descriptor> all = new ArrayList<>(entries);
        all.add(Descriptor.of(MediaType.OCI_INDEX, next, 1_000_000));
        return IndexManifest.of(MediaType.OCI_INDEX, all);
    }

    @Test
    @DisplayName("MO-1: the manifests of one run have 24 MiB together, exactly at the limit and one byte beyond")
    void limitsTheBytes() throws IOException {
        assertThat(modifyLarge(0)).isEmpty();

        RegistryException e = modifyLarge(1).orElseThrow();
        assertThat(e.kind()).isEqualTo(ErrorKind.SIZE_LIMIT_EXCEEDED);
        assertThat(e).hasMessageContaining("r.example/app").hasMessageContaining("25165824 bytes");
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
