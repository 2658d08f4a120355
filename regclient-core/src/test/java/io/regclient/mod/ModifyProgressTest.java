// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.archive.Compression;
import io.regclient.copy.ProgressEvent;
import io.regclient.copy.ProgressEvent.State;
import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.server.samples.SampleLayer;
import io.regclient.stream.BlobSource;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.TarBytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a change to an image tells of blobs on their way: each is told once, with the bytes that are sent. */
class ModifyProgressTest extends ModSetup {
    private final List<ProgressEvent> events = Collections.synchronizedList(new ArrayList<>());

    private Ref modify(String target, ImageEdit... edits) throws IOException {
        return fixture.client
                .images()
                .modify(
                        fixture.ref("app:v1"),
                        Optional.of(fixture.ref(target)),
                        List.of(edits),
                        ModifyOptions.listening(events::add));
    }

    private static ImageEdit added() throws IOException {
        return LayerEdits.layerAddTar(
                BlobSource.ofBytes(new TarBytes().file("added", "1").build()), Optional.empty(), List.of());
    }

    /** States by digest, without those that say that bytes are moving. */
    private Map<Digest, List<State>> states() {
        Map<Digest, List<State>> states = new HashMap<>();
        for (ProgressEvent event : List.copyOf(events)) {
            List<State> of =
                    states.computeIfAbsent(event.content().digest().orElseThrow(), digest -> new ArrayList<>());
            if (event.state() != State.ACTIVE && (of.isEmpty() || of.getLast() != event.state())) {
                of.add(event.state());
            }
        }
        return states;
    }

    /** Bytes of blobs that have been stored, as their sizes say. */
    private long sent(Manifest result, Manifest source) {
        List<Descriptor> before = Stream.concat(source.layers().stream(), source.config().stream())
                .toList();
        return Stream.concat(result.layers().stream(), result.config().stream())
                .filter(blob -> before.stream().noneMatch(blob::sameContent))
                .mapToLong(Descriptor::size)
                .sum();
    }

    private long finished() {
        return List.copyOf(events).stream()
                .filter(event -> event.state() == State.FINISHED)
                .mapToLong(event -> event.content().size())
                .sum();
    }

    @Test
    @DisplayName(
            "a layer that is changed is expected, read and dropped, what it became is sent; one that is added is sent once")
    void tellsEachBlobOnce() throws IOException {
        fixture.put(
                "app:v1",
                ImageFixture.image()
                        .layer(SampleLayer.builder()
                                .file("kept", "1")
                                .file("junk", "2")
                                .build())
                        .layer("other", "3")
                        .layer("junk", "4")
                        .build());
        Manifest source = fixture.manifest(fixture.ref("app:v1"));

        Ref place = modify("app:v2", FileEdits.layerStripFile("junk"), added());

        Manifest result = fixture.manifest(place);
        assertThat(result.layers()).hasSize(3);
        Map<Digest, List<State>> states = states();
        List<List<State>> before = source.layers().stream()
                .map(layer -> states.get(layer.digest().orElseThrow()))
                .toList();
        assertThat(before)
                .containsExactly(
                        List.of(State.EXPECTED, State.READ, State.DROPPED),
                        List.of(State.EXPECTED, State.READ, State.SKIPPED),
                        List.of(State.EXPECTED, State.READ, State.DROPPED));
        for (int layer : new int[] {0, 2}) {
            assertThat(states.get(result.layers().get(layer).digest().orElseThrow()))
                    .endsWith(State.STARTED, State.FINISHED);
        }
        assertThat(finished()).isEqualTo(sent(result, source));
    }

    @Test
    @DisplayName("a layer that is added and changed is sent in the end only, and what is not changed is copied")
    void sendsWhatIsLeft() throws IOException {
        fixture.put("app:v1", ImageFixture.image().layer("a", "1").build());
        Manifest source = fixture.manifest(fixture.ref("app:v1"));

        Ref place = modify(
                "ocidir://" + directory.resolve("other") + ":v1",
                FileEdits.layerStripFile("no/such"),
                added(),
                LayerEdits.layerCompression(Compression.NONE));

        Manifest result = fixture.manifest(place);
        List<Digest> stored = List.copyOf(events).stream()
                .filter(event -> event.state() == State.FINISHED)
                .map(event -> event.content().digest().orElseThrow())
                .toList();
        assertThat(stored)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(result.layers().stream(), result.config().stream())
                        .map(blob -> blob.digest().orElseThrow())
                        .toList());
        assertThat(source.layers()).isNotEqualTo(result.layers());
    }
}
