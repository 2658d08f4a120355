// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.Manifest;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import io.regclient.scheme.StoredImage;
import io.regclient.server.samples.SampleLayer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a layout does differently from a registry. */
class LayoutRulesTest extends LayoutSetup {
    @Test
    @DisplayName("OL-13: a layout mounts nothing, not even from itself or from another layout that has the blob")
    void mountsNothing() throws IOException {
        LayoutFixture other = new LayoutFixture(root.resolve("other"));
        StoredImage image = StoredImage.of("one", "a").push(scheme, other.tag("v1"));
        Descriptor blob = image.manifest().layers().getFirst();

        assertThat(scheme.mountBlob(other.ref(), layout.ref(), blob)).isFalse();
        assertThat(scheme.mountBlob(other.ref(), other.ref(), blob)).isFalse();
        assertThat(layout.path()).doesNotExist();
    }

    @Test
    @DisplayName("OL-13: the URLs of a descriptor are not asked for a blob the layout lacks")
    void asksNobodyElse() throws IOException {
        try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StoredImage.of("one").push(scheme, layout.tag("v1"));
            Descriptor foreign = Descriptor.ofContent(
                            "", SampleLayer.file("x", "y").gzip())
                    .withUrls(List.of("http://127.0.0.1:" + web.getLocalPort() + "/x"));

            assertThat(scheme.headBlob(layout.ref(), foreign)).isEmpty();
        }
    }

    @Test
    @DisplayName("OL-9: a manifest larger than a registry takes, 4 MiB, can be stored in a layout")
    void storesLargeManifests() throws IOException {
        StoredImage image = StoredImage.of("one").pushBlobs(scheme, layout.ref());
        Manifest large = ((ImageManifest) image.manifest())
                .withAnnotations(Map.of("filler", "x".repeat(Manifest.MAX_PUSH_BYTES)));

        scheme.putManifest(layout.tag("large"), large, ManifestPut.top());

        assertThat(scheme.getManifest(layout.tag("large")).raw()).isEqualTo(large.raw());
    }

    @Test
    @DisplayName("OL-17, RF-8: with the last referrer its list and the fallback tag go, with an earlier one the entry")
    void removesTheListWithItsLastReferrer() throws IOException {
        StoredImage image = StoredImage.of("one").push(scheme, layout.tag("v1"));
        Digest subject = image.manifest().digest();
        StoredImage first =
                StoredImage.referrer("first", "t", image.descriptor()).pushChild(scheme, layout.ref());
        StoredImage second =
                StoredImage.referrer("second", "t", image.descriptor()).pushChild(scheme, layout.ref());

        scheme.deleteManifest(layout.ref().withDigest(first.manifest().digest()), ManifestDelete.plain());
        assertThat(scheme.listReferrers(layout.ref().withDigest(subject), ReferrerQuery.ALL)
                        .descriptors())
                .extracting(d -> d.digest().orElseThrow())
                .containsExactly(second.manifest().digest());
        assertThat(layout.names()).contains(ReferrerTag.of(subject));

        scheme.deleteManifest(layout.ref().withDigest(second.manifest().digest()), ManifestDelete.plain());
        assertThat(scheme.listTags(layout.ref(), ListOptions.ALL).tags()).containsExactly("v1");
    }

    @Test
    @DisplayName(
            "OL-17, RF-6: of referrers that are put together each list is written once, and all of them are listed")
    void writesListsOnce() throws IOException {
        List<Digest> subjects = new ArrayList<>();
        List<Manifest> referrers = new ArrayList<>();
        for (String name : List.of("one", "two")) {
            StoredImage image = StoredImage.of(name).push(scheme, layout.tag(name));
            subjects.add(image.manifest().digest());
            for (String type : List.of("a", "b", "c")) {
                referrers.add(
                        StoredImage.referrer(name, type, image.descriptor()).manifest());
            }
        }
        referrers.add(referrers.getFirst());
        int before = blobs();

        scheme.putChildren(layout.ref(), referrers);

        assertThat(blobs()).isEqualTo(before + 6 + 2); // six manifests and two lists
        for (int i = 0; i < 2; i++) {
            assertThat(scheme.listReferrers(layout.ref().withDigest(subjects.get(i)), ReferrerQuery.ALL)
                            .descriptors())
                    .extracting(d -> d.digest().orElseThrow())
                    .containsExactlyElementsOf(referrers.subList(3 * i, 3 * i + 3).stream()
                            .map(Manifest::digest)
                            .toList());
        }
        scheme.putChildren(layout.ref(), referrers);
        assertThat(blobs()).isEqualTo(before + 6 + 2);
        assertThat(scheme.listTags(layout.ref(), ListOptions.ALL).tags())
                .containsExactlyInAnyOrder(
                        "one", "two", ReferrerTag.of(subjects.getFirst()), ReferrerTag.of(subjects.getLast()));
    }

    private int blobs() throws IOException {
        return (int) layout.files().stream()
                .filter(file -> file.startsWith("blobs/"))
                .count();
    }
}
