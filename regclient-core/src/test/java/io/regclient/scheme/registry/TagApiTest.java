// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.ScriptedRegistry.BASE;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.http.HttpCall;
import io.regclient.model.ListedManifest;
import io.regclient.model.MediaType;
import io.regclient.model.TagList;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.registry.wire.Location;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TagApiTest {
    private static final String LIST = "GET /v2/app/tags/list";
    private static final String JSON = "Content-Type: application/json; charset=utf-8";

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    private static String tags(String... names) {
        return "{\"name\":\"app\",\"tags\":[\"" + String.join("\",\"", names) + "\"]}";
    }

    private static String next(String url) {
        return "Link: <" + url + ">; rel=\"next\"";
    }

    private TagList list() throws IOException {
        return scheme.listTags(REPO, ListOptions.ALL);
    }

    @Test
    @DisplayName("TG-1, TG-5: one request, tags in the registry's order")
    void listsTags() throws IOException {
        registry.on(LIST).answer(200, JSON, "X-A: b").body(tags("v2", "v1", "latest"));
        TagList list = scheme.listTags(REPO.withTag("x"), ListOptions.ALL);
        assertThat(list.tags()).containsExactly("v2", "v1", "latest");
        assertThat(list.name()).isEqualTo("app");
        assertThat(list.body()).isEqualTo(Samples.bytes(tags("v2", "v1", "latest")));
        assertThat(list.headers()).containsEntry("X-A", List.of("b"));
        assertThat(registry.last().header("Accept")).containsExactly("application/json");
        assertThat(registry.last().call().rules().skipMirrors())
                .as("mirrors may answer (MI-3)")
                .isFalse();
    }

    @Test
    @DisplayName("TG-1: last and n are sent when given")
    void sendsPaging() throws IOException {
        registry.on(LIST + "?last=v1&n=2").answer(200, JSON).body(tags("v2"));
        scheme.listTags(REPO, new ListOptions(OptionalInt.of(2), Optional.of("v1")));
    }

    @Test
    @DisplayName("24.E 79, TG-2: three pages by root-relative, relative and absolute links; the last one's headers")
    void followsLinks() throws IOException {
        registry.on(LIST).answer(200, JSON, next("/v2/app/tags/list?last=b")).body(tags("a", "b"));
        registry.on("GET " + BASE + "/v2/app/tags/list?last=b")
                .answer(200, JSON, next("list?last=d%2B"))
                .body(tags("c", "d"));
        registry.on("GET " + BASE + "/v2/app/tags/list?last=d%2B")
                .answer(200, JSON, "Link: </x>; rel=prev", next(BASE + "/p3"))
                .body(tags("e"));
        registry.on("GET " + BASE + "/p3").answer(200, JSON, "X-Page: 4").body(tags("f"));
        TagList list = list();
        assertThat(list.tags()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(list.body()).isEqualTo(Samples.bytes(tags("f")));
        assertThat(list.headers()).containsKey("X-Page");
    }

    @Test
    @DisplayName("TG-2: a page that a mirror gave is followed at the mirror")
    void followsAtTheMirror() throws IOException {
        registry.on(LIST)
                .answer(200, JSON, next("/v2/hub/app/tags/list?last=a"))
                .from("https://mirror.example/v2/hub/app/tags/list?ns=" + HOST)
                .byMirror("mirror.example")
                .body(tags("a"));
        registry.on("GET https://mirror.example/v2/hub/app/tags/list?last=a")
                .answer(200, JSON)
                .body(tags("b"));
        assertThat(list().tags()).containsExactly("a", "b");
        HttpCall call = registry.last().call();
        assertThat(call.target().registry()).isEqualTo("mirror.example");
        assertThat(call.rules().skipMirrors()).isTrue();
    }

    @Test
    @DisplayName("MI-5: a later page that makes no sense is told with the mirror that gave the first one as well")
    void namesTheMirror() {
        registry.on(LIST)
                .answer(200, JSON, next("list?last=a"))
                .byMirror("mirror.example")
                .body(tags("a"));
        registry.on("GET " + BASE + "/v2/app/tags/list?last=a")
                .answer(200, JSON)
                .byMirror("mirror.example")
                .body("{}");
        RegistryException e = failure(ErrorKind.PARSING_FAILED, this::list);
        assertThat(e.getMessage())
                .contains("failed to list tags for " + HOST + "/app: answer of mirror mirror.example: ");
    }

    @Test
    @DisplayName("TG-2: a limit ends the paging but does not cut the list; there is no self-made last")
    void limitEndsPaging() throws IOException {
        ListOptions two = new ListOptions(OptionalInt.of(2), Optional.empty());
        registry.on(LIST + "?n=2").answer(200, JSON, next("/more")).body(tags("a", "b", "c"));
        assertThat(scheme.listTags(REPO, two).tags()).containsExactly("a", "b", "c");
        registry.on(LIST + "?n=2").answer(200, JSON).body(tags("a"));
        assertThat(scheme.listTags(REPO, two).tags()).containsExactly("a");
    }

    @Test
    @DisplayName("TG-3: pages must agree in media type and name")
    void pagesMustAgree() {
        registry.on(LIST).answer(200, JSON, next("/p2")).body(tags("a"));
        registry.on("GET " + BASE + "/p2")
                .answer(200, "Content-Type: text/plain")
                .body(tags("b"));
        failure(ErrorKind.MISMATCH, this::list);
        registry.on(LIST).answer(200, JSON, next("/p2")).body(tags("a"));
        registry.on("GET " + BASE + "/p2").answer(200, JSON).body("{\"name\":\"other\",\"tags\":[\"b\"]}");
        failure(ErrorKind.MISMATCH, this::list);
    }

    @Test
    @DisplayName("24.E 80, register 22, TG-3: a link to itself, a circle, and pages without anything new end the list")
    void loopsEnd() throws IOException {
        registry.on(LIST).answer(200, JSON, next("/v2/app/tags/list")).body(tags("a", "b"));
        assertThat(list().tags()).containsExactly("a", "b");
        registry.on(LIST).answer(200, JSON, next("/p2")).body(tags("a"));
        registry.on("GET " + BASE + "/p2")
                .answer(200, JSON, next("/v2/app/tags/list"))
                .body(tags("b"));
        assertThat(list().tags()).containsExactly("a", "b");
        registry.on(LIST).answer(200, JSON, next("/p2?1")).body(tags("a", "b"));
        registry.on("GET " + BASE + "/p2?1").answer(200, JSON, next("/p2?2")).body(tags("b", "a"));
        assertThat(list().tags()).containsExactly("a", "b");
    }

    @Test
    @DisplayName("TG-3: more pages than the limit are refused")
    void pagesAreCapped() {
        registry.on(LIST).answer(200, JSON, next("/p?1")).body(tags("t0"));
        for (int i = 1; i < PageWalk.MAX_PAGES; i++) {
            registry.on("GET " + BASE + "/p?" + i)
                    .answer(200, JSON, next("/p?" + (i + 1)))
                    .body(tags("t" + i));
        }
        RegistryException e = failure(ErrorKind.SIZE_LIMIT_EXCEEDED, this::list);
        assertThat(e.getMessage())
                .startsWith("failed to list tags for " + HOST + "/app: ")
                .contains("the list has more than 1000 pages");
    }

    @Test
    @DisplayName("TG-3: the pages together are limited in size")
    void bytesAreCapped() throws IOException {
        registry.on(LIST).answer(200, JSON, next("/p2")).body(padded("a", PageWalk.MAX_TOTAL_BYTES / 2));
        registry.on("GET " + BASE + "/p2").answer(200, JSON).body(padded("b", PageWalk.MAX_TOTAL_BYTES / 2));
        assertThat(list().tags()).containsExactly("a", "b");
        registry.on(LIST).answer(200, JSON, next("/p2")).body(padded("a", PageWalk.MAX_TOTAL_BYTES / 2));
        registry.on("GET " + BASE + "/p2").answer(200, JSON).body(padded("b", PageWalk.MAX_TOTAL_BYTES / 2 + 1));
        assertThat(failure(ErrorKind.SIZE_LIMIT_EXCEEDED, this::list))
                .hasMessageContaining("the list has more than 33554432 bytes");
    }

    private static String padded(String tag, int length) {
        String page = tags(tag);
        return page + " ".repeat(length - page.length());
    }

    @Test
    @DisplayName("24.E 81, TG-1: text/plain is read as JSON, other content types are refused")
    void contentTypes() throws IOException {
        registry.on(LIST).answer(200, "Content-Type: text/plain; charset=utf-8").body(tags("a"));
        assertThat(list().tags()).containsExactly("a");
        registry.on(LIST).answer(200, "Content-Type: text/html").body(tags("a"));
        RegistryException e = failure(ErrorKind.UNSUPPORTED_MEDIA_TYPE, this::list);
        assertThat(e.getMessage()).contains("text/html");
    }

    @Test
    @DisplayName("TG-5: null tags are an empty list")
    void emptyLists() throws IOException {
        registry.on(LIST).answer(200, JSON).body("{\"name\":\"app\",\"tags\":null}");
        assertThat(list().tags()).isEmpty();
    }

    @Test
    @DisplayName("TG-2, TG-3: a page without tags is no end of the list, and one without type or name fits the others")
    void pagesMayLackThings() throws IOException {
        registry.on(LIST).answer(200, JSON, next("/p2")).body("{\"name\":\"app\",\"tags\":[]}");
        registry.on("GET " + BASE + "/p2").answer(200, next("/p3")).body("{\"tags\":[\"a\"]}");
        registry.on("GET " + BASE + "/p3").answer(200, JSON).body(tags("b"));
        assertThat(list().tags()).containsExactly("a", "b");
    }

    private static final String GOOGLE = """
            {"child":["sub","%1$s"],"manifest":{
              "sha256:%1$s":{"imageSizeBytes":"29352713","layerId":"","mediaType":"%2$s","tag":["a","latest"],
                "timeCreatedMs":"1700000000123","timeUploadedMs":"1700000001000"},
              "sha256:00":{"imageSizeBytes":"many","tag":[],"timeCreatedMs":-1,"timeUploadedMs":""}},
             "name":"app","tags":["%1$s"]}
            """;

    @Test
    @DisplayName("TG-4: the registries of Google tell child repositories and manifests, merged over pages")
    void googleExtras() throws IOException {
        String first = String.format(GOOGLE, "a", MediaType.OCI_INDEX);
        registry.on(LIST).answer(200, JSON, next("/p2")).body(first);
        registry.on("GET " + BASE + "/p2").answer(200, JSON).body(String.format(GOOGLE, "b", MediaType.OCI_MANIFEST));
        TagList list = list();
        assertThat(list.tags()).containsExactly("a", "b");
        assertThat(list.children()).containsExactly("sub", "a", "b");
        assertThat(list.manifests()).containsOnlyKeys("sha256:a", "sha256:00", "sha256:b");
        assertThat(list.manifests())
                .containsEntry(
                        "sha256:a",
                        new ListedManifest(
                                OptionalLong.of(29_352_713),
                                MediaType.OCI_INDEX,
                                List.of("a", "latest"),
                                Optional.of(Instant.ofEpochMilli(1_700_000_000_123L)),
                                Optional.of(Instant.ofEpochSecond(1_700_000_001))))
                .containsEntry(
                        "sha256:00",
                        new ListedManifest(OptionalLong.empty(), "", List.of(), Optional.empty(), Optional.empty()));
    }

    @Test
    @DisplayName("TG-4: other registries tell none of it")
    void noExtras() throws IOException {
        registry.on(LIST).answer(200, JSON).body(tags("a"));
        TagList list = list();
        assertThat(list.children()).isEmpty();
        assertThat(list.manifests()).isEmpty();
    }

    @Test
    @DisplayName("TG-2: a link that is too long for a URL is refused")
    void longLink() throws IOException {
        String longest = BASE + "/" + "x".repeat(Location.MAX_LENGTH - BASE.length() - 1);
        registry.on(LIST).answer(200, JSON, next(longest)).body(tags("a"));
        registry.on("GET " + longest).answer(200, JSON).body(tags("b"));
        assertThat(list().tags()).containsExactly("a", "b");
        registry.on(LIST).answer(200, JSON, next(longest + "x")).body(tags("a"));
        RegistryException e = failure(ErrorKind.SIZE_LIMIT_EXCEEDED, this::list);
        assertThat(e.getMessage()).contains("Link header").hasSizeLessThan(300);
    }

    @Test
    @DisplayName("TG-6: an unknown repository is an error, not an empty list")
    void unknownRepository() {
        registry.on(LIST).answer(404);
        RegistryException e = failure(ErrorKind.NOT_FOUND, this::list);
        assertThat(e.getMessage()).startsWith("failed to list tags for " + HOST + "/app: request failed: ");
        registry.on(LIST).answer(200, JSON).body("[1]");
        failure(ErrorKind.PARSING_FAILED, this::list);
    }
}
