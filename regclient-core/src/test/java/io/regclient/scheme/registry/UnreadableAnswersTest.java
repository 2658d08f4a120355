// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.ScriptedRegistry.BASE;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.ImageManifest;
import io.regclient.model.Manifest;
import io.regclient.model.ManifestHead;
import io.regclient.model.MediaType;
import io.regclient.ref.RegistryRef;
import io.regclient.ref.Tag;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Silence is a fault: what says whether something is complete is understood or an error, and a body decides. */
class UnreadableAnswersTest {
    private static final ImageManifest IMAGE = Samples.image("a");
    private static final Digest DIGEST = IMAGE.digest();
    private static final RegistryRef V1 = REPO.withTag(new Tag("v1"));
    private static final String TYPE = "Content-Type: " + IMAGE.mediaType();

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    /** Everything that lists. */
    enum Listing {
        TAGS("/v2/app/tags/list", "application/json", "{\"name\":\"app\",\"tags\":[\"%s\"]}", true),
        CATALOG("/v2/_catalog", "application/json", "{\"repositories\":[\"%s\"]}", false),
        REFERRERS(
                "/v2/app/referrers/" + DIGEST,
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"digest\":\""
                        + DIGEST + "\",\"size\":1,\"artifactType\":\"%s\"}]}",
                true);

        private final String path;
        private final String type;
        private final String body;
        private final boolean paged;

        Listing(String path, String type, String body, boolean paged) {
            this.path = path;
            this.type = type;
            this.body = body;
            this.paged = paged;
        }

        String page(String entry) {
            return body.replace("%s", entry);
        }

        List<String> read(RegistryScheme scheme) throws IOException {
            return switch (this) {
                case TAGS -> scheme.listTags(REPO, ListOptions.ALL).tags();
                case CATALOG -> scheme.listRepos(HOST, ListOptions.ALL).repositories();
                case REFERRERS ->
                    scheme.listReferrers(REPO.withDigest(DIGEST), ReferrerQuery.ALL).descriptors().stream()
                            .map(Descriptor::artifactType)
                            .toList();
            };
        }
    }

    private ScriptedRegistry.Step on(Listing listing, String... headers) {
        List<String> lines = new ArrayList<>(List.of(headers));
        lines.add("Content-Type: " + listing.type);
        return registry.on("GET " + listing.path).answer(200, lines.toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TG-1, TG-9, RF-2: a list without Content-Type is read, its body decides")
    void listWithoutType(Listing listing) throws IOException {
        registry.on("GET " + listing.path).body(listing.page("a"));
        assertThat(listing.read(scheme)).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TG-5, TG-9, RF-2: an error with status 200 is an error, not an empty list, and is shown")
    void errorWithStatus200(Listing listing) {
        for (String body : List.of("{\"error\":\"maintenance\"}", "{\"errors\":[{\"code\":\"maintenance\"}]}")) {
            on(listing).body(body);
            RegistryException e = failure(ErrorKind.PARSING_FAILED, () -> listing.read(scheme));
            assertThat(e.getMessage()).contains(body);
            registry.on("GET " + listing.path).body(body);
            failure(ErrorKind.PARSING_FAILED, () -> listing.read(scheme));
        }
        on(listing).body("{}");
        failure(ErrorKind.PARSING_FAILED, () -> listing.read(scheme));
        on(listing).body("");
        failure(ErrorKind.PARSING_FAILED, () -> listing.read(scheme));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TG-5, TG-9, RF-2: null is an empty list")
    void nullIsEmpty(Listing listing) throws IOException {
        on(listing).body(listing.page("a").replaceAll("\\[.*]", "null"));
        assertThat(listing.read(scheme)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TG-2, TG-9, RF-2: a Link header that cannot be read is an error, not the end of the list")
    void unreadableLink(Listing listing) {
        on(listing, "Link: next page").body(listing.page("a"));
        RegistryException e = failure(ErrorKind.PARSING_FAILED, () -> listing.read(scheme));
        assertThat(e.getMessage()).endsWith("unreadable header Link: next page");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TG-2, RF-2: a Link without brackets leads to the next page")
    void bareLink(Listing listing) throws IOException {
        assumeTrue(listing.paged, "the catalog is read page by page");
        on(listing, "Link: " + listing.path + "?p=2; rel=\"next\"").body(listing.page("a"));
        registry.on("GET " + BASE + listing.path + "?p=2")
                .body(listing.page("b")
                        .replace(DIGEST.hex(), Digest.sha256(new byte[0]).hex()));
        assertThat(listing.read(scheme)).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotations", "artifactType", "artifactType, x"})
    @DisplayName("RF-5: a registry that leaves out more referrers than asked for has not given the list")
    void uncalledFilter(String filters) {
        on(Listing.REFERRERS, "OCI-Filters-Applied: " + filters).body(Listing.REFERRERS.page("a"));
        RegistryException e = failure(ErrorKind.MISMATCH, () -> Listing.REFERRERS.read(scheme));
        assertThat(e.getMessage()).endsWith("OCI-Filters-Applied: " + filters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"artifactType", "ArtifactType", "\"artifactType\"", ""})
    @DisplayName("RF-5: the filter that was asked for may be named in any way")
    void wantedFilter(String filters) throws IOException {
        registry.on("GET " + Listing.REFERRERS.path + "?artifactType=text/a")
                .answer(200, "OCI-Filters-Applied: " + filters)
                .body(Listing.REFERRERS.page("text/a"));
        ReferrerQuery query = new ReferrerQuery(Optional.of("text/a"), Map.of(), Optional.empty(), false, false);
        assertThat(scheme.listReferrers(REPO.withDigest(DIGEST), query).descriptors())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"%s", "\"%s\"", "'%s'", "UPPER", "BARE", "`  %s  `"})
    @DisplayName("MF-5, MF-9, MF-13: a digest is understood however the header writes it")
    void digestForms(String form) throws IOException {
        String text = switch (form) {
            case "UPPER" -> DIGEST.toString().toUpperCase(java.util.Locale.ROOT);
            case "BARE" -> DIGEST.hex();
            default -> form.replace("%s", DIGEST.toString());
        };
        String header = "Docker-Content-Digest: " + text;
        registry.on("HEAD /v2/app/manifests/v1").answer(200, TYPE, header);
        assertThat(head().descriptor().digest()).contains(DIGEST);
        registry.on("GET /v2/app/manifests/v1").answer(200, TYPE, header).body(IMAGE.raw());
        assertThat(scheme.getManifest(V1).digest()).isEqualTo(DIGEST);
        registry.on("PUT /v2/app/manifests/v1").answer(201, header);
        scheme.putManifest(V1, IMAGE, ManifestPut.top());
        Manifest referrer = IMAGE.withSubject(Optional.of(Descriptor.of(MediaType.OCI_MANIFEST, DIGEST, 1)));
        registry.on("PUT /v2/app/manifests/v1").answer(201, "OCI-Subject: " + text);
        scheme.putManifest(V1, referrer, ManifestPut.top());
    }

    private ManifestHead head() throws IOException {
        return scheme.headManifest(V1).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "sha256:zz", "sha256:", "sha256:00, sha256:11", "../x"})
    @DisplayName("MF-5, MF-9, MF-13: a digest that cannot be read is an error, not a missing one")
    void unreadableDigest(String text) {
        String header = "Docker-Content-Digest: " + text;
        registry.on("HEAD /v2/app/manifests/v1").answer(200, TYPE, header);
        assertThat(failure(ErrorKind.PARSING_FAILED, this::head).getMessage())
                .endsWith("unreadable header Docker-Content-Digest: " + text);
        registry.on("GET /v2/app/manifests/v1").answer(200, TYPE, header).body(IMAGE.raw());
        failure(ErrorKind.PARSING_FAILED, () -> scheme.getManifest(V1));
        registry.on("PUT /v2/app/manifests/v1").answer(201, header);
        registry.on("PUT /v2/app/manifests/v1").answer(201, header);
        failure(ErrorKind.DIGEST_MISMATCH, () -> scheme.putManifest(V1, IMAGE, ManifestPut.top()));
    }

    @Test
    @DisplayName("MF-5: two digests that contradict each other are an error")
    void contradictingDigests() {
        registry.on("HEAD /v2/app/manifests/v1")
                .answer(
                        200,
                        TYPE,
                        "Docker-Content-Digest: " + DIGEST,
                        "Docker-Content-Digest: " + Digest.sha256(new byte[0]));
        failure(ErrorKind.PARSING_FAILED, this::head);
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    @DisplayName("MF-9, MF-18: a manifest whose HEAD is not answered is read by GET")
    void headOfManifestRefused(int status) throws IOException {
        registry.on("HEAD /v2/app/manifests/v1").answer(status);
        registry.on("GET /v2/app/manifests/v1").answer(200, TYPE, "X-A: b").body(IMAGE.raw());
        assertThat(head().descriptor()).isEqualTo(IMAGE.descriptor());
        registry.on("GET /v2/app/manifests/v1").answer(404); // no second HEAD for five minutes
        assertThat(scheme.headManifest(V1)).isEmpty();
    }

    @Test
    @DisplayName("MF-6, MF-9: a HEAD that does not say what kind of manifest there is, is followed by GET")
    void headWithoutType() throws IOException {
        registry.on("HEAD /v2/app/manifests/v1").answer(200, "Docker-Content-Digest: " + DIGEST);
        registry.on("GET /v2/app/manifests/v1").body(IMAGE.raw());
        assertThat(head().descriptor()).isEqualTo(IMAGE.descriptor());
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 501})
    @DisplayName("BL-1: a blob whose HEAD is not answered is looked for by GET")
    void headOfBlobRefused(int status) throws IOException {
        byte[] content = Samples.content(10);
        Descriptor blob = Descriptor.ofDigest(Digest.sha256(content));
        String path = " /v2/app/blobs/" + Digest.sha256(content);
        registry.on("HEAD" + path).answer(status);
        registry.on("GET" + path).answer(200, "Content-Length: 10").body(content);
        assertThat(scheme.headBlob(REPO, blob)).map(Descriptor::size).contains(10L);
        registry.on("GET" + path).answer(404); // no second HEAD for five minutes
        assertThat(scheme.headBlob(REPO, blob)).isEmpty();
    }
}
