// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.LocalPlatform;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.image.BaseCheckOptions;
import io.regclient.json.JsonWriter;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.MediaType;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleImageBuilder;
import io.regclient.server.samples.SampleLayer;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.HostileNames;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whether the base of an image has changed: contract CB-1 to CB-7. */
class BaseCheckTest {
    private static final String NAME = "org.opencontainers.image.base.name";
    private static final String DIGEST = "org.opencontainers.image.base.digest";

    private final InProcessRegistry registry = InProcessRegistry.start();
    private final RegClient client = ClientFixture.client(registry);
    private final SampleImage base = based("linux/amd64").build();

    @AfterEach
    void close() {
        client.close();
        registry.close();
    }

    private static SampleImageBuilder based(String platform) {
        return ImageFixture.image(platform).layer("base", "base for " + platform);
    }

    private String baseName() {
        return registry.host() + "/base:v1";
    }

    private void store(String tag, SampleImage image) {
        registry.put("base", base, "v1");
        registry.put("app", image, tag);
        registry.requests().clear();
    }

    private void check(String tag, BaseCheckOptions options) throws IOException {
        client.images().checkBase(ref(registry, "app:" + tag), options);
    }

    private ErrorKind failed(String tag, BaseCheckOptions options) {
        return failure(() -> check(tag, options)).kind();
    }

    @Test
    @DisplayName("24.I 141, CB-3: with a digest one HEAD of the base decides, equal or different")
    void comparesDigests() throws IOException {
        SampleImageBuilder image =
                ImageFixture.image().layer("other", "than the base's").annotation(NAME, baseName());
        store("same", image.annotation(DIGEST, base.digest().toString()).build());
        String other = ImageFixture.small(9).digest().toString();
        registry.put("app", image.annotation(DIGEST, other).build(), "old");

        check("same", BaseCheckOptions.PLAIN);
        assertThat(registry.requests().lines())
                .containsExactly("GET /v2/app/manifests/same", "HEAD /v2/base/manifests/v1");
        registry.requests().clear();

        RegistryException changed = failure(() -> check("old", BaseCheckOptions.PLAIN));
        assertThat(changed.kind()).isEqualTo(ErrorKind.MISMATCH);
        assertThat(changed).hasMessageContaining(base.digest().toString()).hasMessageContaining(other);
        assertThat(registry.requests().lines())
                .containsExactly("GET /v2/app/manifests/old", "HEAD /v2/base/manifests/v1");
    }

    @Test
    @DisplayName("CB-2, REF-4: a base whose name is none is refused, whatever it tries to name, and asked for nowhere")
    void refusesHostileNames() {
        List<String> names =
                HostileNames.TAGS.stream().filter(name -> name.length() < 1000).toList();
        for (String name : names) {
            store(
                    "app",
                    ImageFixture.image()
                            .annotation(NAME, baseName() + name + "@")
                            .build());

            RegistryException e = failure(() -> check("app", BaseCheckOptions.PLAIN));
            assertThat(e.kind()).as(name).isEqualTo(ErrorKind.INVALID_REFERENCE);
            assertThat(registry.requests().lines()).as(name).containsExactly("GET /v2/app/manifests/app");
        }
    }

    @Test
    @DisplayName("CB-3: a base and digest of the caller cost one HEAD, the image is not even read")
    void comparesTheDigestOfTheCaller() throws IOException {
        store("same", base);
        BaseCheckOptions options = BaseCheckOptions.PLAIN.withBase(ref(baseName()));

        check("none", options.withDigest(base.digest()));
        assertThat(registry.requests().lines()).containsExactly("HEAD /v2/base/manifests/v1");
        registry.requests().clear();

        BaseCheckOptions other = options.withDigest(ImageFixture.small(9).digest());
        assertThat(failed("none", other)).isEqualTo(ErrorKind.MISMATCH);
        assertThat(registry.requests().lines()).containsExactly("HEAD /v2/base/manifests/v1");
    }

    @Test
    @DisplayName("CB-2, MF-9: where HEAD tells no digest the base is read")
    void readsABaseWithoutDigest() throws IOException {
        store("same", base);
        registry.faults().on("HEAD", "/v2/base/", new Fault.RemoveHeader("Docker-Content-Digest"));

        check("same", BaseCheckOptions.PLAIN.withBase(ref(baseName())).withDigest(base.digest()));

        assertThat(registry.requests().lines())
                .containsExactly("HEAD /v2/base/manifests/v1", "GET /v2/base/manifests/v1");
    }

    @Test
    @DisplayName("24.I 142, CB-5, CB-6: an image on an older base than the one passed has changed; skip-config variant")
    void comparesWithANewerBase() throws IOException {
        store("on", based("linux/amd64").layer("app", "app").build());
        SampleImage rebuilt = ImageFixture.image().layer("base", "a newer base").build();
        SampleImage longer = based("linux/amd64").layer("more", "in the base").build();
        SampleImage sameLayers = based("linux/amd64")
                .created(Instant.parse("2020-01-01T00:00:00Z"))
                .build();
        registry.put("base", rebuilt, "rebuilt");
        registry.put("base", longer, "longer");
        registry.put("base", sameLayers, "same-layers");
        BaseCheckOptions current = BaseCheckOptions.PLAIN.withBase(ref(baseName()));

        check("on", current);
        check("on", current.withoutConfig());
        for (String tag : new String[] {"rebuilt", "longer", "same-layers"}) {
            BaseCheckOptions newer = BaseCheckOptions.PLAIN.withBase(ref(registry, "base:" + tag));
            assertThat(failed("on", newer)).as(tag).isEqualTo(ErrorKind.MISMATCH);
            if (tag.equals("same-layers")) {
                check("on", newer.withoutConfig());
            } else {
                assertThat(failed("on", newer.withoutConfig())).as(tag).isEqualTo(ErrorKind.MISMATCH);
            }
        }
    }

    @Test
    @DisplayName("CB-1, CB-5: fewer layers than the base, and a base without layers, cannot be compared")
    void needsLayers() throws IOException {
        store("on", based("linux/amd64").layer("app", "app").build());
        registry.put("app", ImageFixture.image().build(), "empty");
        registry.put("base", ImageFixture.image().build(), "empty");

        RegistryException fewer = failure(() -> check("empty", BaseCheckOptions.PLAIN.withBase(ref(baseName()))));
        assertThat(fewer).hasMessage("image has fewer layers than base image");
        assertThat(fewer.is(ErrorKind.MISMATCH)).isFalse();
        RegistryException none =
                failure(() -> check("on", BaseCheckOptions.PLAIN.withBase(ref(registry, "base:empty"))));
        assertThat(none).hasMessage("base image has no layers");
        assertThat(none.is(ErrorKind.MISMATCH)).isFalse();
    }

    /** Stores an image whose history does not say when its steps were made. */
    private void storeWithoutTimes(String repository, String tag, String... steps) throws IOException {
        List<Map<String, Object>> history = new ArrayList<>();
        List<Descriptor> layers = new ArrayList<>();
        Ref repo = ref(registry, repository);
        for (String step : steps) {
            history.add(Map.of("created_by", step));
            byte[] content = SampleLayer.file(step, step).gzip();
            layers.add(client.blobs()
                    .put(repo, Descriptor.ofContent(MediaType.OCI_LAYER_GZIP, content), BlobSource.ofBytes(content)));
        }
        Map<String, Object> rootFs = Map.of("type", "layers");
        byte[] config = JsonWriter.compact(
                Map.of("architecture", "amd64", "os", "linux", "history", history, "rootfs", rootFs));
        Descriptor described = Descriptor.ofContent(MediaType.OCI_CONFIG, config);
        client.blobs().put(repo, described, BlobSource.ofBytes(config));
        client.manifests()
                .put(
                        ref(registry, repository + ":" + tag),
                        ImageManifest.of(MediaType.OCI_MANIFEST, described, layers),
                        ManifestPut.top());
    }

    @Test
    @DisplayName("CB-6: history entries without a time are equal when both have none")
    void comparesHistoryWithoutTimes() throws IOException {
        storeWithoutTimes("base", "timeless", "one", "two");
        storeWithoutTimes("app", "on", "one", "two", "three");
        storeWithoutTimes("base", "other", "one");
        registry.put("app", ImageFixture.image().layer("one", "one").build(), "timed");

        check("on", BaseCheckOptions.PLAIN.withBase(ref(registry, "base:timeless")));
        BaseCheckOptions other = BaseCheckOptions.PLAIN.withBase(ref(registry, "base:other"));
        assertThat(failed("timed", other)).isEqualTo(ErrorKind.MISMATCH);
    }

    @Test
    @DisplayName("CB-2: no base at all is a failure of its own kind")
    void needsABase() {
        store("plain", base);

        assertThat(failed("plain", BaseCheckOptions.PLAIN)).isEqualTo(ErrorKind.MISSING_ANNOTATION);
    }

    @Test
    @DisplayName("CB-4, CB-7: every platform of an index, attestations and entries without platform aside; or one")
    void comparesPlatforms() throws IOException {
        SampleImage baseIndex =
                ImageFixture.index(base, based("linux/arm64").build()).build();
        SampleImage attestation = ImageFixture.image("unknown/unknown").build();
        SampleImage good = ImageFixture.index(
                        based("linux/amd64").layer("a", "a").build(),
                        based("linux/arm64").layer("a", "a").build())
                .add(attestation, attestation.platform(), Map.of("vnd.docker.reference.type", "attestation-manifest"))
                .add(attestation, Optional.empty(), Map.of())
                .annotation(NAME, registry.host() + "/base:multi")
                .build();
        SampleImage bad = ImageFixture.index(
                        based("linux/amd64").build(),
                        ImageFixture.image("linux/arm64").layer("other", "o").build())
                .annotation(NAME, registry.host() + "/base:multi")
                .build();
        registry.put("base", baseIndex, "multi");
        store("good", good);
        registry.put("app", bad, "bad");
        registry.put("app", based("linux/arm64").build(), "single");

        check("good", BaseCheckOptions.PLAIN);
        assertThat(failed("bad", BaseCheckOptions.PLAIN)).isEqualTo(ErrorKind.MISMATCH);
        check("bad", BaseCheckOptions.PLAIN.withPlatform(LocalPlatform.parse("linux/amd64")));
        check("single", BaseCheckOptions.PLAIN.withBase(ref(registry, "base:multi")));
    }
}
