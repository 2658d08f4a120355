// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.ocidir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.StoredImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An index.json in which one entry is wrong. */
class BadEntryTest extends LayoutSetup {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "17",
                "{\"digest\":\"blake3:aaaa\",\"size\":5}",
                "{\"digest\":\"sha256:../../x\",\"size\":5}",
                "{\"mediaType\":\"a/b\",\"digest\":\"DIGEST\",\"size\":-1}",
                "{\"digest\":\"DIGEST\",\"size\":\"5\"}",
                "{\"digest\":\"DIGEST\",\"annotations\":{\"a\":1}}"
            })
    @DisplayName(
            "OL-1, OL-11, OL-18: the good entries are served; the bad one stays as it is, and what it may name too")
    void servesTheGoodEntries(String text) throws IOException {
        StoredImage good = StoredImage.of("good", "g").push(scheme, layout.tag("good"));
        StoredImage named = StoredImage.of("named", "n").push(scheme, layout.tag("named"));
        scheme.deleteTag(layout.tag("named"));
        Digest digest = named.manifest().digest();
        String bad = text.replace("DIGEST", digest.toString());
        Path index = layout.path().resolve("index.json");
        Files.writeString(index, layout.index().replace("\"manifests\":[", "\"manifests\":[" + bad + ","));

        assertThat(scheme.getManifest(layout.tag("good")).digest())
                .isEqualTo(good.manifest().digest());
        assertThat(scheme.listTags(layout.ref(), ListOptions.ALL).tags()).containsExactly("good");
        assertThatThrownBy(() -> scheme.getManifest(layout.tag("other"))).hasMessageContaining("could not find entry");
        StoredImage.of("more").push(scheme, layout.tag("more"));
        scheme.finish(layout.ref());

        assertThat(layout.index()).contains(bad);
        assertThat(scheme.listTags(layout.ref(), ListOptions.ALL).tags()).containsExactly("good", "more");
        assertThat(named.blobs().keySet()).allMatch(layout::has);
        assertThat(layout.has(digest)).isTrue();
    }
}
