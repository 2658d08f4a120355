// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.Samples.index;
import static io.regclient.scheme.registry.Samples.type;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static io.regclient.scheme.registry.ScriptedRegistry.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.IndexManifest;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import io.regclient.model.ReferrerList;
import io.regclient.scheme.ManifestDelete;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.scheme.ReferrerTag;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReferrerFallbackTest {
    private static final Manifest SUBJECT = Samples.image("subject");
    private static final String TAG =
            "/v2/app/manifests/sha256-" + SUBJECT.digest().hex();
    private static final String API = "GET /v2/app/referrers/" + SUBJECT.digest();
    private static final Descriptor OTHER = Samples.entry("other", "text/other", Map.of());

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();
    private Manifest referrer = SUBJECT;
    private Descriptor entry = OTHER;

    @BeforeEach
    void makeReferrer() throws RegistryException {
        referrer = Samples.referrer(SUBJECT, "text/sbom", Map.of("a", "1", "b", "2"));
        entry = Descriptor.of(MediaType.OCI_MANIFEST, referrer.digest(), referrer.raw().length)
                .withArtifactType("text/sbom")
                .withAnnotations(Map.of("a", "1", "b", "2"));
    }

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    private void put() throws IOException {
        scheme.putManifest(REPO.withTag("sbom"), referrer, ManifestPut.top());
    }

    private void onPut(String... headers) {
        registry.on("PUT /v2/app/manifests/sbom").answer(201, headers);
    }

    private ScriptedRegistry.Step answer(IndexManifest index) {
        return registry.on("GET " + TAG).answer(200, type(index)).body(index.raw());
    }

    private IndexManifest pushed(ScriptedRegistry.Exchange request) throws RegistryException {
        return Manifest.parse(request.header("Content-Type").getFirst(), Optional.empty(), request.body())
                .asIndex();
    }

    @Test
    @DisplayName("RF-4, RF-6: a list with an entry without digest is an error that names it, and is not written anew")
    void entryWithoutDigest() {
        registry.on(API).answer(404);
        registry.on("GET " + TAG)
                .answer(200, "Content-Type: " + MediaType.OCI_INDEX)
                .body("{\"schemaVersion\":2,\"manifests\":[null]}");
        RegistryException e = failure(
                ErrorKind.MISSING_DIGEST,
                () -> scheme.listReferrers(REPO.withDigest(SUBJECT.digest()), ReferrerQuery.ALL));
        assertThat(e.getMessage())
                .contains("entry without digest in referrers list ", TAG.substring(TAG.indexOf("sha256")));
    }

    @Test
    @DisplayName("24.G 111, MF-16: a registry that confirms the subject keeps the list itself")
    void confirmedSubject() throws IOException {
        onPut("OCI-Subject: " + SUBJECT.digest());
        put();
    }

    @Test
    @DisplayName("24.G 110, register 21, MF-16, RF-6, RF-7: else the tag is read, extended, stored and read again")
    void createsTheList() throws IOException {
        onPut();
        registry.on("GET " + TAG).answer(404);
        registry.on("PUT " + TAG).answer(201);
        answer(index(entry));
        put();
        assertThat(pushed(registry.request(2))).isEqualTo(index(entry));
        assertThat(registry.request(1).call().rules().skipMirrors()).isTrue();
        assertThat(registry.last().call().rules().skipMirrors()).isTrue();
    }

    @Test
    @DisplayName("24.G 110, MF-16, RF-6: another subject in the answer does not count; entries and annotations stay")
    void extendsTheList() throws IOException {
        IndexManifest old = index(OTHER).withAnnotations(Map.of("k", "v"));
        onPut("OCI-Subject: " + referrer.digest());
        answer(old);
        registry.on("PUT " + TAG).answer(201);
        answer(index(OTHER, entry));
        put();
        assertThat(pushed(registry.request(2))).isEqualTo(index(OTHER, entry).withAnnotations(Map.of("k", "v")));
    }

    @Test
    @DisplayName("RF-6: an entry that is there already is not written again")
    void knownEntry() throws IOException {
        onPut();
        answer(index(OTHER, entry.withAnnotations(Map.of())));
        put();
    }

    @Test
    @DisplayName("RF-6: without artifact type an image is listed under its config's type; an index under its own")
    void entryTypes() throws IOException {
        Manifest plain = Samples.image("x").withSubject(Optional.of(SUBJECT.descriptor()));
        assertThat(ReferrerTag.entry(plain).artifactType()).isEqualTo(MediaType.OCI_CONFIG);
        Manifest index = index(OTHER).withSubject(Optional.of(SUBJECT.descriptor()));
        assertThat(ReferrerTag.entry(index).artifactType()).isEmpty();
        assertThat(ReferrerTag.entry(index(OTHER).withArtifactType("text/i")).artifactType())
                .isEqualTo("text/i");
    }

    @Test
    @DisplayName("RF-9: Docker manifests are no referrers")
    void dockerManifest() throws IOException {
        failure(ErrorKind.UNSUPPORTED_MEDIA_TYPE, () -> ReferrerTag.entry(Samples.dockerImage("x")));
        String raw = new String(Samples.dockerImage("x").raw(), StandardCharsets.UTF_8);
        String withSubject = raw.substring(0, raw.length() - 1) + ",\"subject\":{\"mediaType\":\"x\",\"size\":1,"
                + "\"digest\":\"" + SUBJECT.digest() + "\"}}";
        Manifest docker = Manifest.parse(MediaType.DOCKER_MANIFEST, Optional.empty(), Samples.bytes(withSubject));
        onPut();
        scheme.putManifest(REPO.withTag("sbom"), docker, ManifestPut.top());
    }

    @Test
    @DisplayName("SP-1, RF-6: a tag that is no list, or a list with a subject, is not overwritten")
    void foreignTag() throws IOException {
        onPut();
        registry.on("GET " + TAG).answer(200, type(SUBJECT)).body(SUBJECT.raw());
        RegistryException e = failure(ErrorKind.UNSUPPORTED_MEDIA_TYPE, this::put);
        assertThat(e.getMessage())
                .startsWith("failed to put manifest " + HOST + "/app:sbom: failed to update the referrers of "
                        + SUBJECT.digest() + ": ");
        onPut();
        answer(index(OTHER).withSubject(Optional.of(SUBJECT.descriptor())));
        failure(ErrorKind.UNSUPPORTED, this::put);
    }

    @Test
    @DisplayName("RF-7: an entry that somebody else's change removed is added again, a few times")
    void lostUpdate() throws IOException {
        onPut();
        registry.on("GET " + TAG).answer(404);
        registry.on("PUT " + TAG).answer(201);
        answer(index(OTHER));
        registry.on("PUT " + TAG).answer(201);
        answer(index(OTHER, entry));
        put();
        onPut();
        for (int i = 0; i < 5; i++) {
            answer(index(OTHER));
            registry.on("PUT " + TAG).answer(201);
        }
        answer(index(OTHER));
        failure(ErrorKind.RETRY_LIMIT_EXCEEDED, this::put);
    }

    @Test
    @DisplayName("RF-7, SP-2: a strong entity tag becomes the condition of the change; 412 means somebody was faster")
    void conditionalChange() throws IOException {
        onPut();
        answer(index()).answer(200, "Etag: \"one\"");
        registry.on("PUT " + TAG).answer(412);
        answer(index(OTHER)).answer(200, "Etag: \"two\"");
        registry.on("PUT " + TAG).answer(201);
        answer(index(OTHER, entry));
        put();
        assertThat(registry.request(2).header("If-Match")).containsExactly("\"one\"");
        assertThat(registry.request(4).header("If-Match")).containsExactly("\"two\"");
        onPut();
        answer(index()).answer(200, "Etag: W/\"weak\"");
        registry.on("PUT " + TAG).answer(412);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, this::put);
        assertThat(e.httpStatus()).hasValue(412);
        assertThat(registry.last().header("If-Match")).isEmpty();
    }

    @Test
    @DisplayName("RF-7, MF-13: a list that was damaged on its way is repaired although its entity tag has changed")
    void damagedList() throws IOException {
        onPut();
        registry.on("GET " + TAG)
                .answer(200, type(index(OTHER)), "ETag: \"e1\"")
                .body(index(OTHER).raw());
        registry.on("PUT " + TAG).answer(201, Samples.digestHeader(SUBJECT.digest()));
        registry.on("PUT " + TAG).answer(201);
        answer(index(OTHER, entry));
        put();
        assertThat(registry.request(2).header("If-Match")).containsExactly("\"e1\"");
        assertThat(registry.request(3).header("If-Match")).isEmpty();
        assertThat(registry.request(3).body()).isEqualTo(registry.request(2).body());
    }

    @Test
    @DisplayName("RF-7: an entity tag that never matches is left out in the end")
    void uselessCondition() throws IOException {
        onPut();
        for (int i = 0; i < 3; i++) {
            answer(index()).answer(200, "Etag: \"broken\"");
            registry.on("PUT " + TAG).answer(412);
        }
        answer(index()).answer(200, "Etag: \"broken\"");
        registry.on("PUT " + TAG).answer(201);
        answer(index(entry));
        put();
    }

    @Test
    @DisplayName("MF-16: the list that was kept of the subject is dropped")
    void cachedListIsDropped() throws IOException {
        RegistryScheme caching = registry.cachingScheme();
        registry.on(API).answer(200, type(index())).body(index().raw());
        ReferrerList before = caching.listReferrers(ref("app@" + SUBJECT.digest()), ReferrerQuery.ALL);
        assertThat(before.descriptors()).isEmpty();
        onPut("OCI-Subject: " + SUBJECT.digest());
        caching.putManifest(REPO.withTag("sbom"), referrer, ManifestPut.top());
        registry.on(API).answer(200, type(index(entry))).body(index(entry).raw());
        ReferrerList after = caching.listReferrers(ref("app@" + SUBJECT.digest()), ReferrerQuery.ALL);
        assertThat(after.descriptors()).containsExactly(entry);
    }

    private String manifest() {
        return "/v2/app/manifests/" + referrer.digest();
    }

    private void delete(ManifestDelete how) throws IOException {
        scheme.deleteManifest(REPO.withDigest(referrer.digest().toString()), how);
    }

    @Test
    @DisplayName("MF-17, RF-8: a registry with the API keeps the list; the manifest is read first")
    void deleteWithApi() throws IOException {
        registry.on("GET " + manifest()).answer(200, type(referrer)).body(referrer.raw());
        registry.on(API).answer(200, type(index(entry))).body(index(entry).raw());
        registry.on("DELETE " + manifest()).answer(202);
        delete(ManifestDelete.withReferrers());
    }

    @Test
    @DisplayName("MF-17, RF-8: else the entry goes from the list before the manifest is deleted")
    void deleteEntry() throws IOException {
        registry.on(API).answer(404);
        answer(index(OTHER, entry));
        registry.on("PUT " + TAG).answer(201);
        answer(index(OTHER));
        registry.on("DELETE " + manifest()).answer(202);
        delete(new ManifestDelete(true, Optional.of(referrer)));
        assertThat(pushed(registry.request(2))).isEqualTo(index(OTHER));
    }

    @Test
    @DisplayName("24.G 112, RF-8: the tag of a list that becomes empty is deleted")
    void deleteLastEntry() throws IOException {
        registry.on(API).answer(404);
        answer(index(entry));
        registry.on("DELETE " + TAG).answer(202);
        registry.on("DELETE " + manifest()).answer(202);
        delete(new ManifestDelete(true, Optional.of(referrer)));
    }

    @Test
    @DisplayName("24.G 112, RF-8: where the tag cannot be deleted it holds an empty list")
    void emptyListRemains() throws IOException {
        registry.on(API).answer(404);
        answer(index(entry));
        registry.on("DELETE " + TAG).answer(403);
        registry.on("PUT " + TAG).answer(201);
        answer(index());
        registry.on("DELETE " + manifest()).answer(202);
        delete(new ManifestDelete(true, Optional.of(referrer)));
        assertThat(pushed(registry.request(3))).isEqualTo(index());
    }

    @Test
    @DisplayName("MF-17, RF-8: a missing list or entry does not keep the manifest from being deleted")
    void nothingListed() throws IOException {
        registry.on(API).answer(404);
        registry.on("GET " + TAG).answer(404);
        registry.on("DELETE " + manifest()).answer(202);
        delete(new ManifestDelete(true, Optional.of(referrer)));
        answer(index(OTHER));
        registry.on("DELETE " + manifest()).answer(202);
        delete(new ManifestDelete(true, Optional.of(referrer)));
    }

    @Test
    @DisplayName("RF-3, RF-8: when the registry does not tell whether it has the API nothing is deleted")
    void unknownApi() {
        registry.on(API).answer(500);
        failure(ErrorKind.HTTP_STATUS, () -> delete(new ManifestDelete(true, Optional.of(referrer))));
    }

    @Test
    @DisplayName("MF-17: without the option, or without a subject, the list is not looked at")
    void plainDelete() throws IOException {
        registry.on("DELETE " + manifest()).answer(202);
        delete(ManifestDelete.plain());
        registry.on("DELETE " + manifest()).answer(202);
        delete(new ManifestDelete(true, Optional.of(SUBJECT)));
    }
}
