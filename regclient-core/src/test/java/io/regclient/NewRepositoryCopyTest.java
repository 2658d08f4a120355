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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A target that the registry does not know holds nothing that has to be looked for. */
@Timeout(60)
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
        try (RegClient process = ClientFixture.client(one, two)) {
            copyLayers(process, layers, targets);
        }
    }

    private void copyLayers(RegClient process, int layers, String... targets) throws IOException {
        var building = ImageFixture.image();
        for (int i = 0; i < layers; i++) {
            building.layer("file" + i, "content " + i);
        }
        one.put("large", building.build(), "v1");
        one.requests().clear();
        two.requests().clear();
        for (String target : targets) {
            process.images().copy(ref(one, "large:v1"), ref(two, target), CopyOptions.PLAIN);
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

    static Stream<Fault> brokenLists() {
        return Stream.of(
                new Fault.Status(500),
                new Fault.RetryAfter(503, 600),
                new Fault.RetryAfter(429, 600),
                new Fault.DropBeforeHeaders());
    }

    /** The question only saves requests: without an answer a copy goes on as into a repository that is there. */
    private void assertAskedInVain(RegClient process, List<Duration> waits) throws IOException {
        copyLayers(process, 15, "made:v1");

        // twice where the connection had been used before, and may have ended meanwhile
        assertThat(two.requests().count("GET", "/tags/list")).isBetween(1, 2);
        assertHeads(16, 16);
        assertThat(waits).as("waits of back-off").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("brokenLists")
    @DisplayName("a registry that fails to list tags is asked once, and nothing waits for that")
    void goesOnWithoutAnAnswer(Fault fault) throws IOException {
        two.faults().on("GET", "/tags/list", fault);
        List<Duration> waits = new CopyOnWriteArrayList<>();
        try (RegClient process =
                ClientFixture.builder(one, two).sleeper(waits::add).build()) {
            assertAskedInVain(process, waits);
        }
    }

    @Test
    @DisplayName("a registry that does not answer the question is waited for seconds, once for all its repositories")
    void goesOnAfterSilence() throws IOException {
        Gate never = Gate.closed();
        two.faults().on("GET", "/tags/list", new Fault.Hold(never));
        List<Duration> waits = new CopyOnWriteArrayList<>();
        try (RegClient process =
                ClientFixture.builder(one, two).sleeper(waits::add).build()) {
            assertAskedInVain(process, waits);

            copyLayers(process, 15, "other:v1", "third:v1");
            assertThat(two.requests().count("GET", "/tags/list")).isZero();
        } finally {
            never.open();
        }
    }

    @ParameterizedTest
    @MethodSource("brokenLists")
    @DisplayName("the same for the tags of a repository")
    void copiesTagsWithoutAnAnswer(Fault fault) throws IOException {
        putImages(8);
        two.faults().on("GET", "/tags/list", fault);

        copy(false, 1, BlobPlaces.NONE);

        assertThat(two.requests().count("GET", "/tags/list")).isEqualTo(1);
        assertThat(two.requests().count("HEAD", "/blobs/"))
                .isEqualTo(8 * images.getFirst().blobs().size());
    }

    @Test
    @DisplayName("of a list no second page is asked for")
    void readsNothingOfAnAnswer() throws IOException {
        two.put("made", ImageFixture.small(1), "other");
        two.faults().on("GET", "/tags/list", new Fault.LinkLoop());

        copyLayers(15, "made:v1");

        assertThat(two.requests().count("GET", "/tags/list")).isEqualTo(1);
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
