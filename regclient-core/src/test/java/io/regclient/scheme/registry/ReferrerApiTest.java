// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.Samples.entry;
import static io.regclient.scheme.registry.Samples.index;
import static io.regclient.scheme.registry.Samples.type;
import static io.regclient.scheme.registry.ScriptedRegistry.BASE;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static io.regclient.scheme.registry.ScriptedRegistry.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.ReferrerList;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferrerApiTest {
    private static final Manifest SUBJECT = Samples.image("subject");
    private static final RegistryRef REF = REPO.withDigest(SUBJECT.digest());
    private static final String API = "GET /v2/app/referrers/" + SUBJECT.digest();
    private static final String TAG =
            "GET /v2/app/manifests/sha256-" + SUBJECT.digest().hex();
    private static final Descriptor A = entry("a", "text/a", Map.of("n", "1"));
    private static final Descriptor B = entry("b", "text/b", Map.of("n", "2"));
    private static final Descriptor C = entry("c", "text/a", Map.of());

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    private void answer(String line, IndexManifest index, String... headers) {
        registry.on(line).answer(200, type(index)).answer(200, headers).body(index.raw());
    }

    private ReferrerList list() throws IOException {
        return scheme.listReferrers(REF, ReferrerQuery.ALL);
    }

    private static ReferrerQuery ofType(String artifactType) {
        return new ReferrerQuery(Optional.of(artifactType), Map.of(), Optional.empty(), false, false);
    }

    @Test
    @DisplayName("RF-2: one page of the API is the list; an index is asked for")
    void onePage() throws IOException {
        IndexManifest index = index(A, B).withAnnotations(Map.of("k", "v"));
        answer(API, index, "X-A: b");
        ReferrerList list = list();
        assertThat(list.descriptors()).containsExactly(A, B);
        assertThat(list.annotations()).containsEntry("k", "v");
        assertThat(list.fallbackTags()).isEmpty();
        assertThat(list.index()).isEqualTo(index);
        assertThat(list.index().headers()).containsKey("X-A");
        assertThat(registry.last().header("Accept")).containsExactly("application/vnd.oci.image.index.v1+json");
        assertThat(registry.last().call().rules().skipMirrors())
                .as("mirrors may answer (MI-3)")
                .isFalse();
    }

    @Test
    @DisplayName("24.G 106, RF-2: pages are merged, an entry in two pages counts once, the type filter is sent")
    void pagesAreMerged() throws IOException {
        String filtered = API + "?artifactType=text/a";
        answer(filtered, index(A), "Link: <" + "/v2/app/p2>; rel=next");
        answer("GET " + BASE + "/v2/app/p2", index(A, C), "Link: <p3>; rel=next");
        answer("GET " + BASE + "/v2/app/p3", index(B));
        ReferrerList list = scheme.listReferrers(REF, ofType("text/a"));
        assertThat(list.descriptors()).containsExactly(A, C);
        assertThat(list.index().manifests()).containsExactly(A, C, B);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"size\":2}"})
    @DisplayName("RF-5: an entry that does not tell which manifest it means is an error that names the list")
    void entryWithoutDigest(String entry) {
        registry.on(API)
                .answer(200, "Content-Type: application/vnd.oci.image.index.v1+json")
                .body("{\"schemaVersion\":2,\"manifests\":[" + entry + "]}");
        RegistryException e = failure(ErrorKind.MISSING_DIGEST, this::list);
        assertThat(e)
                .hasMessage("failed to list referrers of " + HOST + "/app@" + SUBJECT.digest()
                        + ": entry without digest in the referrers list");
    }

    @Test
    @DisplayName("RF-2: a later page that fails is a failure, not the fallback")
    void laterPageFails() {
        answer(API, index(A), "Link: </p2>; rel=next");
        registry.on("GET " + BASE + "/p2").answer(404);
        RegistryException e = failure(ErrorKind.NOT_FOUND, this::list);
        assertThat(e.getMessage())
                .startsWith("failed to list referrers of " + HOST + "/app@" + SUBJECT.digest() + ": ");
    }

    @Test
    @DisplayName("register 22, RF-2: pages that go in a circle end, more than the limit are refused")
    void pagesAreLimited() throws IOException {
        answer(API, index(A), "Link: </v2/app/referrers/" + SUBJECT.digest() + ">; rel=next");
        assertThat(list().descriptors()).containsExactly(A);
        answer(API, index(A), "Link: </p?1>; rel=next");
        for (int i = 1; i < PageWalk.MAX_PAGES; i++) {
            answer("GET " + BASE + "/p?" + i, index(), "Link: </p?" + (i + 1) + ">; rel=next");
        }
        failure(ErrorKind.SIZE_LIMIT_EXCEEDED, this::list);
    }

    @Test
    @DisplayName("RF-2, MF-3: a page of more than 8 MiB is refused, and pages of more than 32 MiB together")
    void hugePages() throws IOException {
        registry.on(API).answer(200, type(index())).body(padded(Manifest.MAX_PULL_BYTES + 1));
        failure(ErrorKind.SIZE_LIMIT_EXCEEDED, this::list);
        registry.on(API).answer(200, type(index()), "Link: </p?1>; rel=next").body(padded(Manifest.MAX_PULL_BYTES));
        for (int i = 1; i <= 4; i++) {
            registry.on("GET " + BASE + "/p?" + i)
                    .answer(200, type(index()), "Link: </p?" + (i + 1) + ">; rel=next")
                    .body(padded(i == 4 ? 100 : Manifest.MAX_PULL_BYTES));
        }
        failure(ErrorKind.SIZE_LIMIT_EXCEEDED, this::list);
    }

    private static byte[] padded(int length) {
        byte[] raw = Arrays.copyOf(index().raw(), length);
        Arrays.fill(raw, index().raw().length, length, (byte) ' ');
        return raw;
    }

    @Test
    @DisplayName("RF-5: a list of more than 1 MiB is not kept")
    void hugeListsAreNotKept() throws IOException {
        RegistryScheme caching = registry.cachingScheme();
        for (int extra = 0; extra < 2; extra++) {
            registry.on(API).answer(200, type(index())).body(padded(ManifestApi.MAX_CACHED_BYTES + 1));
            caching.listReferrers(REF, ReferrerQuery.ALL);
        }
        registry.on(API).answer(200, type(index())).body(padded(ManifestApi.MAX_CACHED_BYTES));
        caching.listReferrers(REF, ReferrerQuery.ALL);
        caching.listReferrers(REF, ReferrerQuery.ALL);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 400, 415})
    @DisplayName("24.G 107, RF-3, RF-4: without the API the tag has the list; for 5 minutes the API is left alone")
    void fallsBackToTheTag(int status) throws IOException {
        registry.on(API).answer(status);
        answer(TAG, index(A, B));
        ReferrerList list = list();
        assertThat(list.descriptors()).containsExactly(A, B);
        assertThat(list.fallbackTags())
                .containsExactly("sha256-" + SUBJECT.digest().hex());
        registry.time.advance(Duration.ofMinutes(5).minusNanos(1));
        answer(TAG, index(A));
        assertThat(list().descriptors()).containsExactly(A);
        registry.time.advance(Duration.ofNanos(1));
        answer(API, index(C));
        assertThat(list().descriptors()).containsExactly(C);
    }

    @Test
    @DisplayName("RF-3: the memory belongs to one repository")
    void memoryPerRepository() throws IOException {
        registry.on(API).answer(404);
        registry.on(TAG).answer(404);
        list();
        answer("GET /v2/other/referrers/" + SUBJECT.digest(), index(A));
        assertThat(scheme.listReferrers(ref("other@" + SUBJECT.digest()), ReferrerQuery.ALL)
                        .descriptors())
                .containsExactly(A);
    }

    @Test
    @DisplayName("RF-3: an answer that is no OCI index means there is no API")
    void foreignContent() throws IOException {
        registry.on(API).answer(200, "Content-Type: text/html").body("<html>");
        answer(TAG, index(A));
        assertThat(list().descriptors()).containsExactly(A);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    @DisplayName("24.G 108, register 20, RF-3: any other failure is reported and nothing is remembered")
    void otherFailures(int status) throws IOException {
        registry.on(API).answer(status);
        assertThat(catchThrowableOfType(RegistryException.class, this::list).httpStatus())
                .hasValue(status);
        answer(API, index(A));
        assertThat(list().descriptors()).containsExactly(A);
    }

    @Test
    @DisplayName("24.G 109, RF-4: neither API nor tag is an empty list")
    void neither() throws IOException {
        registry.on(API).answer(404);
        registry.on(TAG).answer(404);
        ReferrerList list = list();
        assertThat(list.descriptors()).isEmpty();
        assertThat(list.fallbackTags()).isEmpty();
        assertThat(list.index().isIndex()).isTrue();
    }

    @Test
    @DisplayName("SP-1: a tag that holds an image is no list; reading it is empty, other failures stay failures")
    void tagWithAnImage() throws IOException {
        registry.on(API).answer(404);
        registry.on(TAG).answer(200, type(SUBJECT)).body(SUBJECT.raw());
        assertThat(list().descriptors()).isEmpty();
        registry.on(TAG).answer(500);
        failure(ErrorKind.HTTP_STATUS, this::list);
    }

    @Test
    @DisplayName("RF-4, RF-11: the tag's name is cut to 32 characters of the algorithm and 64 of the digits")
    void fallbackTagNames() {
        assertThat(ReferrerTag.of(SUBJECT.digest()))
                .isEqualTo("sha256-" + SUBJECT.digest().hex());
        Digest sha512 = DigestAlgorithm.SHA512.digest(SUBJECT.raw());
        assertThat(ReferrerTag.of(sha512)).isEqualTo("sha512-" + sha512.hex().substring(0, 64));
    }

    @Test
    @DisplayName("24.G 114, RF-5: filters and order are applied here, entries without the annotation come last")
    void filtersLocally() throws IOException {
        answer(API + "?artifactType=text/a", index(C, A, B));
        ReferrerQuery query = new ReferrerQuery(Optional.of("text/a"), Map.of(), Optional.of("n"), true, false);
        assertThat(scheme.listReferrers(REF, query).descriptors()).containsExactly(A, C);
        answer(API, index(C, A, B));
        ReferrerQuery sorted = new ReferrerQuery(Optional.empty(), Map.of(), Optional.of("n"), true, false);
        assertThat(scheme.listReferrers(REF, sorted).descriptors()).containsExactly(B, A, C);
        answer(API, index(C, A, B));
        ReferrerQuery keyed = new ReferrerQuery(Optional.empty(), Map.of("n", ""), Optional.empty(), false, false);
        assertThat(scheme.listReferrers(REF, keyed).descriptors()).containsExactly(A, B);
    }

    @Test
    @DisplayName("RF-5: a list is kept when it was read without type filter, and then serves all filters")
    void cachesCompleteLists() throws IOException {
        RegistryScheme caching = registry.cachingScheme();
        answer(API + "?artifactType=text/a", index(A));
        caching.listReferrers(REF, ofType("text/a"));
        answer(API, index(A, B));
        caching.listReferrers(REF, ReferrerQuery.ALL);
        assertThat(caching.listReferrers(REF, ofType("text/b")).descriptors()).containsExactly(B);
        registry.time.advance(Duration.ofMinutes(5));
        answer(API, index(C));
        assertThat(caching.listReferrers(REF, ReferrerQuery.ALL).descriptors()).containsExactly(C);
    }

    @Test
    @DisplayName("RF-1: the subject must be known by digest")
    void digestIsNeeded() {
        failure(ErrorKind.MISSING_DIGEST, () -> scheme.listReferrers(ref("app:v1"), ReferrerQuery.ALL));
    }
}
