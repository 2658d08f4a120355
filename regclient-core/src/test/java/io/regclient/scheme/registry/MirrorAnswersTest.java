// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.Samples.entry;
import static io.regclient.scheme.registry.Samples.index;
import static io.regclient.scheme.registry.Samples.type;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static io.regclient.scheme.registry.ScriptedRegistry.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ReferrerQuery;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MI-5: a mirror whose answer makes no sense is passed over, for all that mirrors may answer (MI-3). */
class MirrorAnswersTest {
    private static final String MIRROR = "mirror.example";
    private static final Manifest IMAGE = Samples.image("layer");
    private static final String JSON = "Content-Type: application/json";

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    private void assertMirrorIsPassedOver() {
        assertThat(registry.request(0).call().rules().passedOver()).isEmpty();
        assertThat(registry.last().call().rules().passedOver()).containsExactly(MIRROR);
        assertThat(registry.last().line()).isEqualTo(registry.request(0).line());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"mediaType\":\"text/x\"}", "{\"schemaVersion\":2,", "<html>"})
    @DisplayName("MI-5: manifests")
    void manifest(String nonsense) throws IOException {
        String get = "GET /v2/app/manifests/v1";
        registry.on(get).answer(200, type(IMAGE)).byMirror(MIRROR).body(nonsense);
        registry.on(get).answer(200, type(IMAGE)).body(IMAGE.raw());
        assertThat(scheme.getManifest(ref("app:v1"))).isEqualTo(IMAGE);
        assertMirrorIsPassedOver();
    }

    @Test
    @DisplayName("MI-5, MF-5: the manifest of another digest")
    void otherManifest() throws IOException {
        String get = "GET /v2/app/manifests/" + IMAGE.digest();
        registry.on(get)
                .answer(200)
                .byMirror(MIRROR)
                .body(Samples.image("other").raw());
        registry.on(get).answer(200, type(IMAGE)).body(IMAGE.raw());
        assertThat(scheme.getManifest(ref("app@" + IMAGE.digest()))).isEqualTo(IMAGE);
        assertMirrorIsPassedOver();
    }

    @Test
    @DisplayName("MI-5, MF-6: HEAD of something that is no manifest")
    void head() throws IOException {
        String head = "HEAD /v2/app/manifests/v1";
        registry.on(head).answer(200, JSON).byMirror(MIRROR);
        registry.on(head).answer(200, type(IMAGE));
        assertThat(scheme.headManifest(ref("app:v1")).orElseThrow().descriptor().mediaType())
                .isEqualTo(IMAGE.mediaType());
        assertMirrorIsPassedOver();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{\"tags\":[1]}", "{\"name\":\"x\"}", "{\"tags\":[\"a\""})
    @DisplayName("MI-5: tag lists, of which nothing is kept")
    void tags(String nonsense) throws IOException {
        String list = "GET /v2/app/tags/list";
        registry.on(list).answer(200, JSON).byMirror(MIRROR).body(nonsense);
        registry.on(list).answer(200, JSON).body("{\"tags\":[\"v1\"]}");
        assertThat(scheme.listTags(REPO, ListOptions.ALL).tags()).containsExactly("v1");
        assertMirrorIsPassedOver();
    }

    @Test
    @DisplayName("MI-5, TG-2: a list whose next page cannot be found leaves no tags behind")
    void unreadableLink() throws IOException {
        String list = "GET /v2/app/tags/list";
        registry.on(list)
                .answer(200, JSON, "Link: <ftp://x/>; rel=\"next\"")
                .byMirror(MIRROR)
                .body("{\"tags\":[\"old\"]}");
        registry.on(list).answer(200, JSON).body("{\"tags\":[\"v1\"]}");
        assertThat(scheme.listTags(REPO, ListOptions.ALL).tags()).containsExactly("v1");
        assertMirrorIsPassedOver();
    }

    @Test
    @DisplayName("MI-5, RF-2: referrers, of which nothing is kept, and the API counts as there")
    void referrers() throws IOException {
        Descriptor wanted = entry("a", "text/a", Map.of());
        String list = "GET /v2/app/referrers/" + IMAGE.digest();
        IndexManifest other = index(entry("b", "text/b", Map.of()));
        registry.on(list)
                .answer(200, type(other), "Link: <ftp://x/>; rel=\"next\"")
                .byMirror(MIRROR)
                .body(other.raw());
        registry.on(list).answer(200, "Content-Type: text/html").byMirror("m2.example");
        registry.on(list).answer(200, type(other)).body(index(wanted).raw());
        assertThat(scheme.listReferrers(REPO.withDigest(IMAGE.digest()), ReferrerQuery.ALL)
                        .descriptors())
                .containsExactly(wanted);
        assertThat(registry.last().call().rules().passedOver()).containsExactlyInAnyOrder(MIRROR, "m2.example");
    }

    @Test
    @DisplayName("MI-5: the last failure is the one that is told, and names the host it is about")
    void lastFailure() {
        String get = "GET /v2/app/manifests/v1";
        registry.on(get).answer(200, type(IMAGE)).byMirror(MIRROR).body("{");
        registry.on(get).answer(404);
        failure(ErrorKind.NOT_FOUND, () -> scheme.getManifest(ref("app:v1")));
        registry.on(get).answer(200, type(IMAGE)).byMirror(MIRROR).body("{");
        registry.on(get)
                .answer(200, type(IMAGE), Samples.digestHeader(Digest.sha256(new byte[1])))
                .body(IMAGE.raw());
        RegistryException e = failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.getManifest(ref("app:v1")));
        assertThat(e.getMessage()).doesNotContain("mirror");
    }
}
