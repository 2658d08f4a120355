// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.CopyOptions;
import io.regclient.copy.RememberedPlaces;
import io.regclient.ref.Ref;
import io.regclient.server.samples.SampleImage;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A memory of places is set where the client is built; the copy engine and the requests know no more of it. */
class RememberedPlacesCopyTest extends TwoRegistries {
    private final RememberedPlaces places = new RememberedPlaces();

    /** What one process copies. */
    private void copy(Ref target) throws IOException {
        try (RegClient process =
                ClientFixture.builder(one, two).blobPlaces(() -> places).build()) {
            process.images().copy(ref(one, "app:v1"), target, CopyOptions.PLAIN);
        }
    }

    @BeforeEach
    void firstProcess() throws IOException {
        copy(ref(two, "first:v1"));
        one.requests().clear();
        two.requests().clear();
    }

    private void assertCopied(String repository) throws IOException {
        assertThat(client.manifests()
                        .get(ref(two, repository + ":v1"), Optional.empty())
                        .raw())
                .isEqualTo(image.root().bytes());
        for (SampleImage.Content blob : image.blobs()) {
            try (var content = client.blobs().get(ref(two, repository), blob.descriptor())) {
                assertThat(content.readAllBytes()).isEqualTo(blob.bytes());
            }
        }
    }

    @Test
    @DisplayName("BL-5, BL-19: the next process mounts into another repository, one POST for each blob")
    void mounts() throws IOException {
        copy(ref(two, "second:v1"));

        assertThat(two.requests().count("POST", "mount=.*from=first"))
                .isEqualTo(image.blobs().size());
        assertThat(two.requests().count("*", "/blobs/")).isEqualTo(image.blobs().size());
        assertThat(one.requests().count("*", "/blobs/")).isZero();
        assertCopied("second");
    }

    @Test
    @DisplayName("BL-5, BL-19: blobs that are not where they were are sent")
    void heals() throws IOException {
        for (SampleImage.Content blob : image.blobs()) {
            client.blobs().delete(ref(two, "first"), blob.descriptor());
        }
        two.requests().clear();

        copy(ref(two, "second:v1"));

        int blobs = image.blobs().size();
        assertThat(one.requests().count("GET", "/blobs/")).isEqualTo(blobs);
        assertThat(two.requests().count("POST", "mount=.*from=first")).isEqualTo(blobs);
        assertThat(two.requests().count("*", "/blobs/"))
                .as("POST, HEAD and PUT, as without a memory")
                .isEqualTo(3 * blobs);
        assertCopied("second");
    }

    @Test
    @DisplayName("BL-5: of what earlier processes knew one place is tried for each blob")
    void triesOnePlace() throws IOException {
        for (String repository : List.of("third", "fourth")) {
            copy(ref(two, repository + ":v1"));
        }
        for (SampleImage.Content blob : image.blobs()) {
            for (String repository : List.of("first", "third", "fourth")) {
                client.blobs().delete(ref(two, repository), blob.descriptor());
            }
        }
        two.requests().clear();

        copy(ref(two, "second:v1"));

        assertThat(two.requests().count("POST", "mount="))
                .isEqualTo(image.blobs().size());
        assertCopied("second");
    }

    @Test
    @DisplayName("BL-5, BL-17: an upload that a refused mount opened is ended when the target has the blob")
    void endsTheUpload() throws IOException {
        for (SampleImage.Content blob : image.blobs()) {
            client.blobs().put(ref(two, "second"), blob.descriptor(), BlobSource.ofBytes(blob.bytes()));
            client.blobs().delete(ref(two, "first"), blob.descriptor());
        }
        two.requests().clear();

        copy(ref(two, "second:v1"));

        int blobs = image.blobs().size();
        assertThat(two.requests().count("POST", "mount=.*from=first")).isEqualTo(blobs);
        assertThat(two.requests().count("DELETE", "/blobs/uploads/")).isEqualTo(blobs);
        assertThat(two.requests().count("PUT", "/blobs/")).isZero();
        assertCopied("second");
    }

    @Test
    @DisplayName("BL-5, VD-1: content that was damaged on its way into what a refused mount opened is sent again")
    void sendsDamagedContentAgain() throws IOException {
        for (SampleImage.Content blob : image.blobs()) {
            client.blobs().delete(ref(two, "first"), blob.descriptor());
        }
        one.faults().on("GET", "/blobs/", FaultPlan.Occurrence.first(1), new Fault.CorruptBody());

        copy(ref(two, "second:v1"));

        assertCopied("second");
    }
}
