// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static io.regclient.server.registry.WireClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.model.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RepositoryIndexTest {
    private static final IndexEntry ONE = entry("one");
    private static final IndexEntry TWO = entry("two");

    private static IndexEntry entry(String text) {
        return IndexEntry.of(MediaType.OCI_MANIFEST, Digest.sha256(bytes(text)), text.length());
    }

    private static RepositoryIndex of(String... names) throws RegistryException {
        StringBuilder json = new StringBuilder("{\"schemaVersion\":2,\"manifests\":[");
        for (int i = 0; i < names.length; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"digest\":\"")
                    .append(i % 2 == 0 ? ONE.digest() : TWO.digest())
                    .append("\",\"size\":3,\"annotations\":{\"keep\":\"me\",\"org.opencontainers.image.ref.name\":\"")
                    .append(names[i])
                    .append("\"}}");
        }
        return RepositoryIndex.parse(bytes(json.append("]}").toString()), "index");
    }

    private static int entries(RepositoryIndex index) {
        return new String(index.json(), StandardCharsets.UTF_8).split("\"digest\"", -1).length - 1;
    }

    @Test
    void tagsShareAManifestWithOneEntryEach() {
        RepositoryIndex index = RepositoryIndex.empty().withManifest(ONE, List.of("a", "b", "a"));
        assertThat(index.tags().keySet()).containsExactly("a", "b");
        assertThat(entries(index)).isEqualTo(2);
    }

    @Test
    void untaggedEntryGetsTheFirstTag() {
        RepositoryIndex index =
                RepositoryIndex.empty().withManifest(ONE, List.of()).withManifest(ONE, List.of("a"));
        assertThat(entries(index)).isEqualTo(1);
        assertThat(index.findTag("a")).isPresent();
    }

    @Test
    @DisplayName("OL-6: the same tag and digest again change nothing")
    void sameAgainChangesNothing() {
        RepositoryIndex index = RepositoryIndex.empty().withManifest(ONE, List.of("a"));
        assertThat(index.withManifest(ONE, List.of("a")).json()).isEqualTo(index.json());
    }

    @Test
    void movedTagKeepsTheOldManifestUntagged() {
        RepositoryIndex index =
                RepositoryIndex.empty().withManifest(ONE, List.of("a")).withManifest(TWO, List.of("a"));
        assertThat(index.findTag("a").orElseThrow().digest()).isEqualTo(TWO.digest());
        assertThat(index.findDigest(ONE.digest()).orElseThrow().tag()).isEmpty();
        assertThat(entries(index)).isEqualTo(2);
    }

    @Test
    void movedTagLeavesNoSecondEntryOfAManifestWithOtherTags() {
        RepositoryIndex index =
                RepositoryIndex.empty().withManifest(ONE, List.of("a", "b")).withManifest(TWO, List.of("a"));
        assertThat(entries(index)).isEqualTo(2);
        assertThat(index.withoutTag("b").findDigest(ONE.digest())).isPresent();
    }

    @Test
    @DisplayName("OL-15: duplicates of a tag all go")
    void duplicatesOfATagGoTogether() throws RegistryException {
        RepositoryIndex index = of("a", "a", "a", "b").withoutTag("a");
        assertThat(index.tags().keySet()).containsExactly("b");
        assertThat(index.manifests()).containsExactly(ONE.digest(), TWO.digest());
    }

    @Test
    @DisplayName("OL-5: the exact name wins over a name that ends in the tag")
    void exactNameWins() throws RegistryException {
        RepositoryIndex index = of("registry.example/x:a", "a");
        assertThat(index.findTag("a").orElseThrow().digest()).isEqualTo(TWO.digest());
        assertThat(of("registry.example:5000/x").tags()).isEmpty();
    }

    @Test
    void nameThatIsNoTagIsNotOverwritten() throws RegistryException {
        RepositoryIndex index = of("some name").withManifest(ONE, List.of("a"));
        assertThat(new String(index.json(), StandardCharsets.UTF_8)).contains("\"some name\"");
        assertThat(entries(index)).isEqualTo(2);
    }

    @Test
    void otherAnnotationsSurvive() throws RegistryException {
        RepositoryIndex index = of("a").withoutTag("a");
        assertThat(new String(index.json(), StandardCharsets.UTF_8))
                .contains("\"annotations\":{\"keep\":\"me\"}")
                .doesNotContain("ref.name");
    }

    @Test
    void deletedDigestTakesAllEntries() throws RegistryException {
        RepositoryIndex index = of("a", "b", "c").withoutDigest(ONE.digest());
        assertThat(index.tags().keySet()).containsExactly("b");
    }
}
