// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.config.TlsMode;
import io.regclient.copy.CopyOptions;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.ref.Ref;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.FaultProxy;
import io.regclient.testing.FaultProxy.Kind;
import io.regclient.testing.FaultProxy.Position;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is changed on its way: once does no harm, for good is an error, and nothing wrong is ever committed. */
class CopyDamageTest extends TwoRegistries {
    private final String layer = image.blobs().getLast().digest().toString();

    private void copy() throws IOException {
        client.images().copy(ref(one, "app:v1"), ref(two, "app:v1"), CopyOptions.PLAIN);
    }

    private void assertCopied(Ref target) throws IOException {
        assertThat(client.manifests().get(target, Optional.empty()).raw())
                .isEqualTo(image.root().bytes());
        for (SampleImage.Content blob : image.blobs()) {
            try (var content = client.blobs().get(target, blob.descriptor())) {
                assertThat(content.readAllBytes()).isEqualTo(blob.bytes());
            }
        }
    }

    @Test
    @DisplayName("VD-1: a blob changed on its way from the source is given up and read again, the copy is right")
    void readsADamagedBlobAgain() throws IOException {
        one.faults().on("GET", "/blobs/" + layer, Occurrence.first(1), new Fault.CorruptBody());

        copy();

        assertThat(one.requests().count("GET", "/blobs/" + layer)).isEqualTo(2);
        assertThat(two.requests().count("DELETE", "/blobs/uploads/")).isEqualTo(1);
        assertCopied(ref(two, "app:v1"));
    }

    @Test
    @DisplayName("VD-1: a blob that stays wrong is read twice, then the error names the source, nothing is committed")
    void reportsABlobThatStaysWrong() throws IOException {
        one.faults().on("GET", "/blobs/" + layer, new Fault.CorruptBody());

        RegistryException e = failure(this::copy);

        assertThat(e.is(ErrorKind.DIGEST_MISMATCH)).as("%s", e.getMessage()).isTrue();
        assertThat(e)
                .hasMessageContaining("content from " + one.host() + "/app: ")
                .hasMessageContaining(layer);
        assertThat(e.getMessage()).hasLineCount(1);
        assertThat(one.requests().count("GET", "/blobs/" + layer)).isEqualTo(2);
        assertThat(two.requests().count("DELETE", "/blobs/uploads/")).isEqualTo(2);
        assertThat(two.requests().count("PUT", "/manifests/")).isZero();
        assertThat(client.blobs().head(ref(two, "app"), image.blobs().getLast().descriptor()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Docker-Content-Digest,sha256:1111111111111111111111111111111111111111111111111111111111111111",
        "Content-Length,5"
    })
    @DisplayName("BL-19, IC-2: a target whose HEAD tells of something else gets the manifests and blobs")
    void believesNoContradictoryHead(String header, String value) throws IOException {
        SampleImage index = ImageFixture.multiPlatform("linux/amd64", "linux/arm64");
        one.put("multi", index, "v1");
        Map<String, String> headers = Map.of(
                header, value, "Content-Type", index.manifests().getFirst().mediaType());
        two.faults().on("HEAD", "/blobs/sha256:", new Fault.Status(200, headers, ""));
        two.faults().on("HEAD", "/manifests/sha256:", new Fault.Status(200, headers, ""));

        client.images().copy(ref(one, "multi:v1"), ref(two, "multi:v1"), CopyOptions.PLAIN);

        for (SampleImage.Content manifest : index.manifests()) {
            Ref target = ref(two, "multi").withDigest(manifest.digest());
            assertThat(client.manifests().get(target, Optional.empty()).raw()).isEqualTo(manifest.bytes());
        }
        for (SampleImage.Content blob : index.blobs()) {
            try (var content = client.blobs().get(ref(two, "multi"), blob.descriptor())) {
                assertThat(content.readAllBytes()).isEqualTo(blob.bytes());
            }
        }
    }

    @Test
    @DisplayName("VD-1, OL-9: a blob changed on its way into a layout is read again")
    void readsADamagedBlobAgainForALayout() throws IOException {
        one.faults().on("GET", "/blobs/" + layer, Occurrence.first(1), new Fault.CorruptBody());
        Ref target = ref("ocidir://" + root.resolve("layout") + ":v1");

        client.images().copy(ref(one, "app:v1"), target, CopyOptions.PLAIN);

        assertThat(one.requests().count("GET", "/blobs/" + layer)).isEqualTo(2);
        assertCopied(target);
    }

    @Test
    @DisplayName("MF-5: a manifest changed on its way from the source is read again")
    void readsADamagedManifestAgain() throws IOException {
        one.faults().on("GET", "/manifests/v1", Occurrence.first(1), new Fault.CorruptBody());

        copy();

        assertThat(one.requests().count("GET", "/manifests/v1")).isEqualTo(2);
        assertCopied(ref(two, "app:v1"));
    }

    @Test
    @DisplayName("MF-5: a manifest that stays wrong is read twice, then the error names the source")
    void reportsAManifestThatStaysWrong() {
        one.faults().on("GET", "/manifests/v1", new Fault.CorruptBody());

        RegistryException e = failure(this::copy);

        assertThat(e.is(ErrorKind.DIGEST_MISMATCH)).as("%s", e.getMessage()).isTrue();
        assertThat(e).hasMessageContaining(one.host() + "/app:v1");
        assertThat(one.requests().count("GET", "/manifests/v1")).isEqualTo(2);
        assertThat(two.requests().count("PUT", "")).isZero();
    }

    /** Copies with everything for the target going through a proxy that changes one byte of matching requests. */
    private void copyThroughDamage(String request, Position position, int times, boolean chunks) throws IOException {
        try (FaultProxy proxy = FaultProxy.start(two.host());
                RegClient other = throughProxy(proxy, chunks)) {
            proxy.set(new FaultProxy.Rule(request, Kind.CORRUPT, position, 0, times));
            try {
                other.images().copy(ref(one, "app:v1"), ref(proxy.name() + "/app:v1"), CopyOptions.PLAIN);
            } finally {
                assertThat(proxy.hits()).as("damaged requests").isPositive();
            }
        }
    }

    private RegClient throughProxy(FaultProxy proxy, boolean chunks) {
        HostTable.Builder hosts = HostTable.builder(warning -> {});
        for (String name : new String[] {one.host(), proxy.name()}) {
            hosts.add(HostConfig.builder(name).tls(TlsMode.DISABLED).build());
        }
        return ClientFixture.builder()
                .hosts(hosts.build())
                .blobSizes(100, chunks ? 100 : -1, 0)
                .build();
    }

    @ParameterizedTest
    @EnumSource(Position.class)
    @DisplayName("BL-10: an upload changed on its way is refused by the registry and sent again, the copy is right")
    void sendsADamagedUploadAgain(Position position) throws IOException {
        copyThroughDamage("^PUT .*/blobs/uploads/", position, 1, false);

        assertCopied(ref(two, "app:v1"));
    }

    @ParameterizedTest
    @EnumSource(Position.class)
    @DisplayName("BL-16: a chunk changed on its way makes the registry refuse the blob, which is sent again")
    void sendsADamagedChunkAgain(Position position) throws IOException {
        copyThroughDamage("^PATCH .*/blobs/uploads/", position, 1, true);

        assertCopied(ref(two, "app:v1"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("BL-10, BL-16: uploads that are always changed end in an error, the registry has no blob and no tag")
    void reportsUploadsThatAreAlwaysDamaged(boolean chunks) throws IOException {
        RegistryException e = failure(
                () -> copyThroughDamage("^(PUT|PATCH) .*/blobs/uploads/", Position.MIDDLE, Integer.MAX_VALUE, chunks));

        assertThat(e.httpStatus()).as("%s", e.getMessage()).isPresent();
        assertThat(client.manifests().head(ref(two, "app:v1"), Optional.empty()))
                .isEmpty();
        assertThat(client.blobs().head(ref(two, "app"), image.blobs().getLast().descriptor()))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Position.class)
    @DisplayName("MF-13: a manifest changed on its way to the target is pushed again")
    void pushesADamagedManifestAgain(Position position) throws IOException {
        copyThroughDamage("^PUT .*/manifests/v1", position, 1, false);

        assertCopied(ref(two, "app:v1"));
    }
}
