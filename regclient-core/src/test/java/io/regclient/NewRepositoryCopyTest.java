// SPDX-License-Identifier: Apache-2.0
package io.regclient;

import static io.regclient.ClientFixture.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.copy.BlobPlaces;
import io.regclient.copy.CopyOptions;
import io.regclient.copy.RememberedPlaces;
import io.regclient.copy.RepoCopyOptions;
import io.regclient.ref.NameFilter;
import io.regclient.ref.NamePatterns;
import io.regclient.server.samples.SampleImage;
import io.regclient.server.samples.SampleLayer;
import io.regclient.stream.BlobSource;
import io.regclient.testing.BackgroundCall;
import io.regclient.testing.Fault;
import io.regclient.testing.Gate;
import io.regclient.testing.ImageFixture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A target that the registry does not know holds nothing that has to be looked for. */
class NewRepositoryCopyTest extends TwoRegistries {
    private final SampleLayer shared = SampleLayer.random(7, 100_000);
    private final List<SampleImage> images = new ArrayList<>();

    private void putImages(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SampleImage each =
                    ImageFixture.image().layer(shared).layer("own", "own " + i).build();
            one.put("many", each, "v" + i);
            images.add(each);
        }
    }

    private void copy(boolean newTagsOnly, int concurrent, BlobPlaces places) throws IOException {
        one.requests().clear();
        two.requests().clear();
        try (RegClient process =
                ClientFixture.builder(one, two).blobPlaces(() -> places).build()) {
            NamePatterns none = NamePatterns.compile(List.of(), (pattern, reason) -> reason);
            RepoCopyOptions options =
                    new RepoCopyOptions(new NameFilter(none, none), newTagsOnly, concurrent, CopyOptions.PLAIN);
            assertThat(process.repos()
                            .copy(ref(one, "many"), ref(two, "made"), options)
                            .failures())
                    .isEmpty();
        }
        for (int i = 0; i < images.size(); i++) {
            assertThat(client.manifests()
                            .get(ref(two, "made:v" + i), Optional.empty())
                            .digest())
                    .isEqualTo(images.get(i).digest());
        }
    }

    private Set<String> blobs() {
        return images.stream()
                .flatMap(image -> image.blobs().stream())
                .map(blob -> blob.digest().toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void assertHeads(int heads, int puts) {
        assertThat(two.requests().count("HEAD", "/blobs/")).isEqualTo(heads);
        assertThat(two.requests().count("POST", "/blobs/")).isEqualTo(puts);
        assertThat(two.requests().count("PUT", "/blobs/")).isEqualTo(puts);
        assertThat(one.requests().count("GET", "/blobs/")).isEqualTo(puts);
    }

    @Test
    @DisplayName("in a new repository no blob is looked for, and each is sent once, also those of several tags")
    void looksForNothing() throws IOException {
        putImages(3);

        copy(true, 1, BlobPlaces.NONE);

        assertHeads(0, blobs().size());
        assertThat(two.requests().count("GET", "/tags/list")).isEqualTo(1);
    }

    @Test
    @DisplayName("the same with tags that are copied at the same time")
    void sendsSharedLayersOnce() throws IOException {
        putImages(6);

        copy(true, 6, BlobPlaces.NONE);

        assertHeads(0, blobs().size());
    }

    @Test
    @DisplayName("a repository that has a tag may have blobs: each is looked for")
    void looksInKnownRepositories() throws IOException {
        putImages(3);
        two.put("made", ImageFixture.small(1), "other");

        copy(true, 1, BlobPlaces.NONE);

        assertHeads(3 * images.getFirst().blobs().size(), blobs().size());
    }

    @Test
    @DisplayName("a 404 that does not say NAME_UNKNOWN may come from a registry without that endpoint")
    void asksForTheCode() throws IOException {
        putImages(2);
        two.faults().on("GET", "/tags/list", new Fault.Status(404));

        copy(true, 1, BlobPlaces.NONE);

        assertHeads(2 * images.getFirst().blobs().size(), blobs().size());
    }

    @Test
    @DisplayName("what an interrupted run is remembered to have brought there is looked for, and not sent again")
    void looksForWhatIsRemembered() throws IOException {
        putImages(2);
        RememberedPlaces places = new RememberedPlaces();
        SampleImage.Content blob = images.getFirst().blobs().getLast();
        client.blobs().put(ref(two, "made"), blob.descriptor(), BlobSource.ofBytes(blob.bytes()));
        places.found(ref(two, "made").withoutVersion(), blob.digest());
        two.faults().on("GET", "/tags/list", unknown());

        copy(true, 1, places);

        assertHeads(1, blobs().size() - 1);
    }

    /** What distribution answers while a repository has blobs and no tags. */
    private static Fault unknown() {
        return new Fault.Status(
                404,
                Map.of("Content-Type", "application/json"),
                "{\"errors\":[{\"code\":\"NAME_UNKNOWN\",\"message\":\"repository name not known to registry\"}]}");
    }

    @Test
    @DisplayName("blobs of a new repository are mounted from where they are known to be")
    void mounts() throws IOException {
        putImages(2);
        RememberedPlaces places = new RememberedPlaces();
        for (SampleImage each : images) {
            for (SampleImage.Content blob : each.blobs()) {
                client.blobs().put(ref(two, "other"), blob.descriptor(), BlobSource.ofBytes(blob.bytes()));
                places.found(ref(two, "other").withoutVersion(), blob.digest());
            }
        }

        copy(true, 1, places);

        assertThat(two.requests().count("*", "/blobs/")).isEqualTo(blobs().size());
        assertThat(two.requests().count("POST", "mount=.*from=other")).isEqualTo(blobs().size());
    }

    @Test
    @DisplayName("without --new-tags the target is asked for from eight tags on: one request instead of many")
    void asksWhereItPays() throws IOException {
        putImages(7);
        copy(false, 1, BlobPlaces.NONE);
        assertThat(two.requests().count("GET", "/tags/list")).isZero();
        assertThat(two.requests().count("HEAD", "/blobs/"))
                .isEqualTo(7 * images.getFirst().blobs().size());
    }

    @Test
    @DisplayName("eight tags: one list, of one tag at most, and no HEAD of a blob")
    void asksForManyTags() throws IOException {
        putImages(8);
        copy(false, 1, BlobPlaces.NONE);

        assertThat(two.requests().count("GET", "/tags/list\\?n=1$")).isEqualTo(1);
        assertHeads(0, blobs().size());
    }

    @Test
    @DisplayName("a list that the registry refuses does not keep the tags from being copied")
    void survivesARefusedList() throws IOException {
        putImages(8);
        two.faults().on("GET", "/tags/list", new Fault.Status(403));

        copy(false, 1, BlobPlaces.NONE);

        assertThat(two.requests().count("HEAD", "/blobs/"))
                .isEqualTo(8 * images.getFirst().blobs().size());
    }

    private void copyLayers(int layers, String... targets) throws IOException {
        var building = ImageFixture.image();
        for (int i = 0; i < layers; i++) {
            building.layer("file" + i, "content " + i);
        }
        one.put("large", building.build(), "v1");
        one.requests().clear();
        two.requests().clear();
        try (RegClient process = ClientFixture.client(one, two)) {
            for (String target : targets) {
                process.images().copy(ref(one, "large:v1"), ref(two, target), CopyOptions.PLAIN);
            }
        }
    }

    @Test
    @DisplayName("an image of sixteen blobs: one question about the repository, then two requests for each blob")
    void asksForOneImage() throws IOException {
        copyLayers(15, "made:v1");

        assertHeads(0, 16);
        assertThat(two.requests().count("GET", "/tags/list\\?n=1$")).isEqualTo(1);
        assertThat(two.requests().all()).hasSize(1 + 1 + 2 * 16 + 1);
        assertThat(one.requests().all()).hasSize(1 + 16);
    }

    @Test
    @DisplayName("an image of fewer blobs is not worth the question")
    void asksNothingForASmallImage() throws IOException {
        copyLayers(14, "made:v1");

        assertHeads(15, 15);
        assertThat(two.requests().all()).hasSize(1 + 3 * 15 + 1);
    }

    @Test
    @DisplayName("a process asks once about a repository that is there, and then looks for the blobs of each image")
    void asksOncePerRepository() throws IOException {
        two.put("made", ImageFixture.small(1), "other");

        copyLayers(15, "made:v1", "made:v2");

        assertThat(two.requests().count("GET", "/tags/list")).isEqualTo(1);
        assertThat(two.requests().count("HEAD", "/blobs/")).isEqualTo(2 * 16);
        assertThat(two.requests().count("PUT", "/blobs/")).isEqualTo(16);
    }

    @Test
    @DisplayName(
            "BL-19: once the target took what it was offered, the source is asked while the target opens an upload")
    void readsWhileTheUploadIsOpened() throws Exception {
        putImages(2);
        Gate opening = Gate.closed();
        try (RegClient process = ClientFixture.client(one, two)) {
            process.images().copy(ref(one, "many:v0"), ref(two, "made:v0"), CopyOptions.PLAIN);
            one.requests().clear();
            two.faults().on("POST", "/blobs/uploads/", new Fault.Hold(opening));

            try (BackgroundCall<?> copy = BackgroundCall.start(
                    () -> process.images().copy(ref(one, "many:v1"), ref(two, "made:v1"), CopyOptions.PLAIN))) {
                opening.awaitHeld(1);
                BackgroundCall.await(() -> one.requests().count("GET", "/blobs/") > 0);
                opening.open();
                copy.result();
            } finally {
                opening.open();
            }
        }
        assertThat(client.manifests().get(ref(two, "made:v1"), Optional.empty()).digest())
                .isEqualTo(images.get(1).digest());
        assertThat(one.requests().count("GET", "/blobs/")).isEqualTo(2);
    }

    @Test
    @DisplayName("an upload that is refused gives up what was read for it")
    void givesUpWhatNobodyTakes() throws Exception {
        putImages(2);
        try (RegClient process = ClientFixture.client(one, two)) {
            process.images().copy(ref(one, "many:v0"), ref(two, "made:v0"), CopyOptions.PLAIN);
            two.faults().on("POST", "/blobs/uploads/", new Fault.Status(403));

            assertThat(ClientFixture.failure(
                            () -> process.images().copy(ref(one, "many:v1"), ref(two, "made:v1"), CopyOptions.PLAIN)))
                    .hasMessageContaining("403");

            two.faults().clear();
            process.images().copy(ref(one, "many:v1"), ref(two, "made:v1"), CopyOptions.PLAIN);
        }
    }
}
