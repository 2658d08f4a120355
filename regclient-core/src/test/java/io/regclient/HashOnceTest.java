// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.failure;
import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.HashedBytes;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** VD-1: the bytes of a blob are verified on their way, all of them and once. */
class HashOnceTest extends TwoRegistries {
    private static final int SIZE = 300_000;

    private final HashedBytes hashed = HashedBytes.count();
    private byte[] content = new byte[SIZE];
    private Descriptor blob = Descriptor.ofContent("", content);

    /** Content that no other test has. */
    @BeforeEach
    void putBlob() throws IOException {
        new Random().nextBytes(content);
        blob = Descriptor.ofContent("", content);
        client.blobs().put(ref(one, "app"), blob, BlobSource.ofBytes(content));
    }

    @AfterEach
    void stopCounting() {
        hashed.close();
    }

    private Ref layout(String name) {
        return ref("ocidir://" + root.resolve(name));
    }

    private void assertHashedOnceInto(Ref target) throws IOException {
        assertThat(hashed.of(blob.digest().orElseThrow())).isEqualTo(SIZE);
        assertThat(client.blobs().get(target, blob).readAllBytes()).isEqualTo(content);
    }

    @Test
    @DisplayName("VD-1, BL-10: from one registry to another in one request")
    void registryToRegistry() throws IOException {
        client.blobs().copy(ref(one, "app"), ref(two, "app"), blob);

        assertHashedOnceInto(ref(two, "app"));
    }

    @Test
    @DisplayName("VD-1, BL-13: from one registry to another in chunks")
    void registryToRegistryInChunks() throws IOException {
        try (RegClient chunks =
                ClientFixture.builder(one, two).blobSizes(100_000, 1000, 0).build()) {
            chunks.blobs().copy(ref(one, "app"), ref(two, "app"), blob);
        }

        assertThat(two.requests().count("PATCH", "/blobs/uploads/")).isEqualTo(3);
        assertHashedOnceInto(ref(two, "app"));
    }

    @Test
    @DisplayName("VD-1, OL-9: into a layout, from there into another one, and back into a registry")
    void layouts() throws IOException {
        client.blobs().copy(ref(one, "app"), layout("a"), blob);
        assertHashedOnceInto(layout("a"));

        client.blobs().copy(layout("a"), layout("b"), blob);
        client.blobs().copy(layout("b"), ref(two, "app"), blob);

        assertThat(hashed.of(blob.digest().orElseThrow())).isEqualTo(3 * SIZE);
        assertThat(client.blobs().get(ref(two, "app"), blob).readAllBytes()).isEqualTo(content);
    }

    @Test
    @DisplayName("VD-1, RS-1: a content in two parts is one content, hashed once")
    void resumed() throws IOException {
        one.faults().on("GET", "/blobs/", Occurrence.first(1), new Fault.TruncateBody(SIZE / 2));

        client.blobs().copy(ref(one, "app"), ref(two, "app"), blob);

        assertThat(one.requests().count("GET", "/blobs/")).isEqualTo(2);
        assertHashedOnceInto(ref(two, "app"));
    }

    @Test
    @DisplayName("VD-1, RS-1: a second part that is wrong is found, the source is named, nothing is committed")
    void resumedWithDamage() throws IOException {
        one.faults().on("GET", "/blobs/", Occurrence.nth(1), new Fault.TruncateBody(SIZE / 2));
        one.faults().on("GET", "/blobs/", Occurrence.nth(2), new Fault.CorruptBody());
        one.faults().on("GET", "/blobs/", Occurrence.nth(3), new Fault.CorruptBody());

        RegistryException e = failure(() -> client.blobs().copy(ref(one, "app"), ref(two, "app"), blob));

        assertThat(e.is(ErrorKind.DIGEST_MISMATCH)).as("%s", e.getMessage()).isTrue();
        assertThat(e).hasMessageContaining("content from " + one.host() + "/app");
        assertThat(one.requests().count("GET", "/blobs/")).isEqualTo(3);
        assertThat(client.blobs().head(ref(two, "app"), blob)).isEmpty();
    }
}
