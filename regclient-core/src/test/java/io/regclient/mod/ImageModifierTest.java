// SPDX-License-Identifier: Apache-2.0
package io.regclient.mod;

import static io.regclient.mod.ModFixture.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestDelete;
import io.regclient.server.samples.SampleImage;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.ImageFixture;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Phases, targets and request counts of image modification. */
class ImageModifierTest extends ModSetup {
    private SampleImage image;
    private SampleImage index;

    @BeforeEach
    void putImages() {
        image = fixture.put("app:v1", ImageFixture.small(1));
        index = fixture.put("multi:v1", ImageFixture.multiPlatform("linux/amd64", "linux/arm64", "linux/arm/v7"));
    }

    @Test
    @DisplayName("24.I 143, MO-2: without edits nothing is written, the result is the source by digest")
    void changesNothing() throws IOException {
        Ref result = fixture.modify("multi:v1");

        assertThat(result).isEqualTo(fixture.ref("multi").withDigest(index.digest()));
        assertThat(fixture.writes()).isEmpty();
        assertThat(fixture.registry.requests().all()).hasSize(4); // one GET per manifest
    }

    @Test
    @DisplayName("MO-2: edits that change nothing write nothing, though they read")
    void changesNothingByEdits() throws IOException {
        Ref result = fixture.modify(
                "app:v1",
                ManifestEdits.annotation("absent", ""),
                ManifestEdits.manifestToOci(),
                ConfigEdits.label("seed", "1"),
                ConfigEdits.env("ABSENT", ""),
                FileEdits.layerStripFile("no/such/file"),
                ManifestEdits.data(-1));

        assertThat(result.digest()).contains(image.digest().toString());
        assertThat(fixture.writes()).isEmpty();
        assertThat(fixture.temporaryFiles()).isEmpty();
    }

    @Test
    @DisplayName("regctl 11.4: a new tag in the same repository is pushed though nothing has changed")
    void pushesANewTag() throws IOException {
        Ref result = fixture.modifyTo("app:v1", "app:v2", ConfigEdits.label("seed", "1"));

        assertThat(result).isEqualTo(fixture.ref("app:v2"));
        assertThat(fixture.manifest(fixture.ref("app:v2")).digest()).isEqualTo(image.digest());
        assertThat(fixture.pushedManifests()).containsExactly("v2");
    }

    @Test
    @DisplayName("MO-2: replacing an unchanged tag by itself pushes nothing, unless it was read by digest")
    void replacesTheSameTag() throws IOException {
        fixture.modifyTo("app:v1", "app:v1");
        assertThat(fixture.writes()).isEmpty();

        fixture.client
                .images()
                .modify(fixture.ref("app:v1").addDigest(image.digest()), Optional.of(fixture.ref("app:v1")), List.of());
        assertThat(fixture.pushedManifests()).containsExactly("v1"); // the tag may stand for something else by now
    }

    @Test
    @DisplayName("MO-2: a target without tag gets the digest, one with both keeps the tag")
    void namesTheResult() throws IOException {
        ImageEdit edit = ManifestEdits.annotation("a", "1");
        Ref repo = fixture.ref("other").withoutVersion();
        Ref plain = fixture.client.images().modify(fixture.ref("app:v1"), Optional.of(repo), List.of(edit));
        Digest digest = fixture.manifest(plain).digest();
        Ref both = fixture.client
                .images()
                .modify(
                        fixture.ref("app:v1"),
                        Optional.of(fixture.ref("other:v5").addDigest(image.digest())),
                        List.of(edit));

        assertThat(plain).isEqualTo(fixture.ref("other").withDigest(digest));
        assertThat(both).isEqualTo(fixture.ref("other:v5").addDigest(digest));
    }

    @Test
    @DisplayName("MO-3: a change of annotations transfers no blob and reads no config")
    void transfersNoBlob() throws IOException {
        Ref result = fixture.modifyTo("multi:v1", "multi:v2", ManifestEdits.annotation("a", "<1>"));

        assertThat(fixture.manifest(result).annotations()).containsEntry("a", "<1>");
        assertThat(fixture.count("*", "/blobs/")).isZero();
        assertThat(fixture.count("GET", "/manifests/")).isEqualTo(4 + 1); // the last one by the line above
        assertThat(fixture.count("PUT", "/manifests/")).isEqualTo(4);
        assertThat(fixture.count("GET", "/referrers/")).isEqualTo(4);
    }

    @Test
    @DisplayName("24.I 152, JS-1: characters of HTML in an annotation are escaped as other tools do")
    void escapesHtml() throws IOException {
        Manifest changed = fixture.manifest(fixture.modify("app:v1", ManifestEdits.annotation("k", "<a&b>")));

        assertThat(text(changed)).endsWith(",\"annotations\":{\"k\":\"\\u003ca\\u0026b\\u003e\"}}");
    }

    @Test
    @DisplayName("MO-1: manifest steps run before config steps whatever the order of the edits")
    void runsPhaseByPhase() throws IOException {
        ImageEdit promote = ManifestEdits.labelToAnnotation();
        ImageEdit label = ConfigEdits.label("late", "1");

        Ref one = fixture.modify("app:v1", promote, label);
        Ref two = fixture.modify("app:v1", label, promote);

        assertThat(one).isEqualTo(two);
        assertThat(fixture.manifest(one).annotations()).containsOnlyKeys("seed");
        assertThat(fixture.config(one).config().labels()).containsKey("late");
    }

    @Test
    @DisplayName("MO-1: steps of one phase run in the given order")
    void keepsTheOrderWithinAPhase() throws IOException {
        ImageEdit set = ConfigEdits.label("a", "1");
        ImageEdit remove = ConfigEdits.label("a", "");

        assertThat(fixture.config(fixture.modify("app:v1", set, remove))
                        .config()
                        .labels())
                .doesNotContainKey("a");
        assertThat(fixture.config(fixture.modify("app:v1", remove, set))
                        .config()
                        .labels())
                .containsEntry("a", "1");
    }

    @Test
    @DisplayName("MO-9: entries of changed children keep platform and annotations, bytes as written by hand")
    void updatesTheIndex() throws IOException {
        Ref result = fixture.modify("multi:v1", ManifestEdits.annotation("[linux/arm64]a", "1"));

        Manifest changed = fixture.manifest(result);
        Manifest arm = fixture.child(result, 1);
        Descriptor old = fixture.client
                .manifests()
                .get(fixture.ref("multi:v1"), Optional.empty())
                .manifests()
                .get(1);
        String before = new String(index.root().bytes(), StandardCharsets.UTF_8);
        assertThat(text(changed))
                .isEqualTo(before.replace(
                        old.digest().orElseThrow() + "\",\"size\":" + old.size(),
                        arm.digest() + "\",\"size\":" + arm.raw().length));
        assertThat(arm.annotations()).containsEntry("a", "1");
    }

    @Test
    @DisplayName("MO-11: children come before their index, the top goes to its tag last")
    void pushesInOrder() throws IOException {
        Ref result = fixture.modifyTo("multi:v1", "copy:v2", ConfigEdits.author("me"));

        List<String> puts = fixture.pushedManifests();
        assertThat(puts).hasSize(4).endsWith("v2");
        assertThat(puts.subList(0, 3))
                .containsExactlyElementsOf(fixture.manifest(result).manifests().stream()
                        .map(entry -> entry.digest().orElseThrow().toString())
                        .toList());
        List<String> lines = fixture.registry.requests().lines();
        int lastBlob = lines.lastIndexOf(lines.stream()
                .filter(line -> line.matches("(PUT|POST) .*/blobs/.*"))
                .reduce((a, b) -> b)
                .orElseThrow());
        assertThat(lastBlob).isLessThan(lines.indexOf("PUT /v2/copy/manifests/v2"));
    }

    @Test
    @DisplayName("MO-3: in another repository unchanged blobs are mounted and unchanged manifests pushed")
    void copiesToAnotherRepository() throws IOException {
        Ref result = fixture.modifyTo("multi:v1", "copy:v1");

        assertThat(fixture.manifest(result).digest()).isEqualTo(index.digest());
        assertThat(fixture.count("POST", "copy/blobs/uploads/.*mount=")).isEqualTo(6);
        assertThat(fixture.count("PUT", "/blobs/uploads/")).isZero();
        for (SampleImage.Content blob : index.blobs()) {
            assertThat(fixture.client.blobs().head(result, blob.descriptor())).isPresent();
        }
    }

    @Test
    @DisplayName("MO-1, regctl 11.2: an index whose children are missing cannot be changed, the message says why")
    void refusesASparseIndex() throws IOException {
        fixture.client
                .manifests()
                .delete(fixture.ref("multi").withDigest(index.manifests().get(1).digest()), ManifestDelete.plain());

        RegistryException e = fixture.failure("multi:v1", ManifestEdits.annotation("a", "1"));

        assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(e)
                .hasMessageContaining("failed to modify " + fixture.registry.host() + "/multi:v1")
                .hasMessageContaining("copy all its platforms");
    }

    @Test
    @DisplayName("MO-14: the temporary directory is empty after a failure in the middle of a layer")
    void leavesNoFiles() throws IOException {
        BlobSource broken = BlobSource.reopening(() -> new FilterInputStream(new ByteArrayInputStream(new byte[9999])) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (available() == 0) {
                    throw new IOException("disk gone");
                }
                return super.read(buffer, offset, length);
            }
        });

        RegistryException e = fixture.failure("app:v1", LayerEdits.layerAddTar(broken, Optional.empty(), List.of()));

        assertThat(e.kind()).isEqualTo(ErrorKind.LOCAL_IO);
        assertThat(e).hasMessageContaining("disk gone").hasMessageContaining("/app:v1");
        assertThat(fixture.temporaryFiles()).isEmpty();
        assertThat(fixture.writes()).isEmpty();
    }

    @Test
    @DisplayName("MO-11: when a layer cannot be pushed the tag stays what it was, the message names the image")
    void leavesTheTagAlone() throws IOException {
        fixture.registry.faults().on("POST", "/app/blobs/uploads/", new Fault.Status(403));

        RegistryException e =
                ModFixture.failure(() -> fixture.modifyTo("app:v1", "app:v1", FileEdits.layerStripFile("data")));

        assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED);
        assertThat(e).hasMessageContaining("failed to modify " + fixture.registry.host() + "/app:v1");
        assertThat(fixture.temporaryFiles()).isEmpty();
        assertThat(fixture.pushedManifests()).isEmpty();
        assertThat(fixture.manifest(fixture.ref("app:v1")).digest()).isEqualTo(image.digest());
    }

    @Test
    @DisplayName("MO-2: layouts are changed like registries, also from one to the other")
    void worksOnLayouts() throws IOException {
        Path layout = directory.resolve("layout");
        ImageFixture.writeLayout(image, layout, "v1");
        Ref here = fixture.ref("ocidir://" + layout + ":v1");
        Ref there = fixture.ref("ocidir://" + directory.resolve("other") + ":v2");
        ImageEdit edit = ConfigEdits.label("a", "1");

        Ref changed = fixture.client.images().modify(here, Optional.of(here.withTag("v2")), List.of(edit));
        fixture.client.images().modify(here, Optional.of(there), List.of(edit));
        Ref remote = fixture.client.images().modify(here, Optional.of(fixture.ref("app:v3")), List.of(edit));
        fixture.client.finish(here);

        Digest digest = fixture.manifest(changed).digest();
        assertThat(digest).isNotEqualTo(image.digest());
        assertThat(fixture.manifest(there).digest()).isEqualTo(digest);
        assertThat(fixture.manifest(remote).digest()).isEqualTo(digest);
        assertThat(fixture.manifest(here).digest()).isEqualTo(image.digest());
        assertThat(Files.readString(layout.resolve("index.json")))
                .contains("\"v1\"")
                .contains("\"v2\"");
    }

    @Test
    @DisplayName("regctl 11.4: a source that does not exist is an error that names it")
    void namesTheMissingSource() {
        RegistryException e = fixture.failure("app:absent");

        assertThat(e.kind()).isEqualTo(ErrorKind.NOT_FOUND);
        assertThat(e).hasMessageContaining("/app:absent");
    }
}
