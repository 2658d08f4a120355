// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.Samples.digestHeader;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.ref;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.regclient.digest.Digest;
import io.regclient.digest.DigestAlgorithm;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.ManifestPut;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ManifestPushTest {
    private static final Manifest IMAGE = Samples.image("layer");
    private static final Digest OTHER = Digest.sha256(Samples.bytes("other"));

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    private void put(Ref ref, Manifest manifest) throws IOException {
        scheme.putManifest(ref, manifest, ManifestPut.top());
    }

    private static Manifest sha512() throws RegistryException {
        return IMAGE.withDigestAlgorithm(DigestAlgorithm.SHA512);
    }

    @Test
    @DisplayName("MF-13, MI-3: the raw bytes go with their media type to the registry itself")
    void sendsTheBytes() throws IOException {
        registry.on("PUT /v2/app/manifests/v1").answer(201, digestHeader(IMAGE.digest()));
        put(ref("app:v1"), IMAGE);
        assertThat(registry.last().body()).isEqualTo(IMAGE.raw());
        assertThat(registry.last().header("Content-Type")).containsExactly(IMAGE.mediaType());
        assertThat(registry.last().call().rules().skipMirrors()).isTrue();
    }

    @Test
    @DisplayName("MF-13: a digest reference is put under the digest")
    void digestReference() throws IOException {
        registry.on("PUT /v2/app/manifests/" + IMAGE.digest()).answer(201);
        put(ref("app:v1@" + IMAGE.digest()), IMAGE);
    }

    @Test
    @DisplayName("MF-13: neither tag nor digest is refused without a request")
    void needsATagOrDigest() {
        failure(ErrorKind.MISSING_TAG, () -> put(ref("app").withoutVersion(), IMAGE));
    }

    @Test
    @DisplayName("24.E 72, MF-13: a registry that always names another digest is a failure that tells about the tag")
    void otherDigestInAnswer() {
        registry.on("PUT /v2/app/manifests/v1").answer(201, digestHeader(OTHER));
        registry.on("PUT /v2/app/manifests/v1").answer(201, digestHeader(OTHER));
        RegistryException e = failure(ErrorKind.DIGEST_MISMATCH, () -> put(ref("app:v1"), IMAGE));
        assertThat(e.getMessage())
                .startsWith("failed to put manifest " + HOST + "/app:v1: ")
                .contains(IMAGE.digest().toString(), OTHER.toString())
                .contains("tag v1 now points at that content, pushing the manifest again repairs it");
    }

    @Test
    @DisplayName("MF-13: a manifest that was damaged on its way is sent once more, which repairs the tag")
    void damagedManifestIsRepaired() throws IOException {
        registry.on("PUT /v2/app/manifests/v1").answer(201, digestHeader(OTHER));
        registry.on("PUT /v2/app/manifests/v1").answer(201, digestHeader(IMAGE.digest()));
        put(ref("app:v1"), IMAGE);
        assertThat(registry.requests("PUT")).hasSize(2).allMatch(put -> Arrays.equals(put.body(), IMAGE.raw()));
    }

    @Test
    @DisplayName("MF-13: a repair that fails says what the tag holds")
    void failedRepair() {
        registry.on("PUT /v2/app/manifests/v1").answer(201, digestHeader(OTHER));
        registry.on("PUT /v2/app/manifests/v1").answer(500);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> put(ref("app:v1"), IMAGE));
        assertThat(e.getMessage()).contains("tag v1 now points at that content", "sending it again failed: ");
    }

    @Test
    @DisplayName("MF-13: under a digest there is no tag to repair, nothing is sent again")
    void otherDigestUnderDigest() {
        registry.on("PUT /v2/app/manifests/" + IMAGE.digest()).answer(201, digestHeader(OTHER));
        RegistryException e = failure(ErrorKind.DIGEST_MISMATCH, () -> put(ref("app@" + IMAGE.digest()), IMAGE));
        assertThat(e.getMessage())
                .contains("the registry stored another manifest")
                .doesNotContain("tag");
    }

    @Test
    @DisplayName("MF-13: only 201 is success")
    void onlyCreatedIsSuccess() {
        for (int status : new int[] {200, 202}) {
            registry.on("PUT /v2/app/manifests/v1").answer(status);
            RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> put(ref("app:v1"), IMAGE));
            assertThat(e.httpStatus()).hasValue(status);
        }
    }

    @Test
    @DisplayName("24.E 73, MF-13: 4 MiB are sent, one byte more is refused without a request")
    void hugeManifest() throws IOException {
        registry.on("PUT /v2/app/manifests/v1").answer(201);
        put(ref("app:v1"), padded(Manifest.MAX_PUSH_BYTES));
        assertThat(registry.last().body()).hasSize(4 << 20);
        Manifest huge = padded(Manifest.MAX_PUSH_BYTES + 1);
        RegistryException e = failure(ErrorKind.SIZE_LIMIT_EXCEEDED, () -> put(ref("app:v1"), huge));
        assertThat(e.getMessage()).contains("manifest too large");
    }

    private static Manifest padded(int length) throws RegistryException {
        byte[] raw = Arrays.copyOf(IMAGE.raw(), length);
        Arrays.fill(raw, IMAGE.raw().length, length, (byte) ' ');
        return Manifest.parse(IMAGE.mediaType(), Optional.empty(), raw);
    }

    @Test
    @DisplayName("MF-14: the digest of the reference may be of another algorithm but must be of the content")
    void digestOfTheReference() throws IOException {
        Digest sha512 = DigestAlgorithm.SHA512.digest(IMAGE.raw());
        registry.on("PUT /v2/app/manifests/" + sha512).answer(201, digestHeader(sha512));
        put(ref("app@" + sha512), IMAGE);
        RegistryException e = failure(ErrorKind.DIGEST_MISMATCH, () -> put(ref("app@" + OTHER), IMAGE));
        assertThat(e.getMessage())
                .contains("manifest digest mismatch, expected " + OTHER + ", computed " + IMAGE.digest());
    }

    @Test
    @DisplayName("MF-13, MF-14: a digest in another algorithm confirms a manifest when it is that of the bytes")
    void confirmedByOtherAlgorithm() throws IOException {
        Manifest manifest = sha512();
        Digest sha384 = DigestAlgorithm.SHA384.digest(IMAGE.raw());
        registry.on("PUT /v2/app/manifests/" + manifest.digest()).answer(201, digestHeader(IMAGE.digest()));
        put(ref("app@" + manifest.digest()), IMAGE);
        registry.on("PUT /v2/app/manifests/" + manifest.digest() + "?tag=v1")
                .answer(201, digestHeader(sha384), "OCI-Tag: v1");
        put(ref("app:v1"), manifest);
        registry.on("PUT /v2/app/manifests/v1").answer(201, digestHeader(manifest.digest()));
        put(ref("app:v1"), IMAGE);
        registry.on("PUT /v2/app/manifests/" + manifest.digest()).answer(201, digestHeader(OTHER));
        RegistryException e = failure(ErrorKind.DIGEST_MISMATCH, () -> put(ref("app@" + manifest.digest()), IMAGE));
        assertThat(e.getMessage()).contains("digest expected " + manifest.digest() + ", received " + OTHER);
    }

    @Test
    @DisplayName("MF-4: a stored manifest is read back without a request")
    void putFillsTheCache() throws IOException {
        RegistryScheme caching = registry.cachingScheme();
        registry.on("PUT /v2/app/manifests/v1").answer(201);
        caching.putManifest(ref("app:v1"), IMAGE, ManifestPut.top());
        assertThat(caching.getManifest(ref("app@" + IMAGE.digest()))).isEqualTo(IMAGE);
    }

    @Test
    @DisplayName("24.E 74, MF-15: a sha512 manifest is tagged by one PUT when the registry confirms the tag")
    void tagParameter() throws IOException {
        Manifest manifest = sha512();
        registry.on("PUT /v2/app/manifests/" + manifest.digest() + "?tag=v1")
                .answer(201, "OCI-Tag: a, b", "OCI-Tag: v1");
        put(ref("app:v1"), manifest);
        registry.on("PUT /v2/app/manifests/" + manifest.digest() + "?tag=v1").answer(201, "OCI-Tag: v0,v1");
        put(ref("app:v1"), manifest);
    }

    @Test
    @DisplayName("24.E 75, MF-15: without confirmed tag a second PUT names the digest")
    void digestParameter() throws IOException {
        Manifest manifest = sha512();
        registry.on("PUT /v2/app/manifests/" + manifest.digest() + "?tag=v1").answer(201, "OCI-Tag: v10");
        registry.on("PUT /v2/app/manifests/v1?digest=" + manifest.digest())
                .answer(201, digestHeader(manifest.digest()));
        put(ref("app:v1"), manifest);
    }

    @Test
    @DisplayName("24.E 76, MF-15: a registry that tags the sha256 digest, or does not say what, is a failure")
    void neitherParameter() throws IOException {
        Manifest manifest = sha512();
        registry.on("PUT /v2/app/manifests/" + manifest.digest() + "?tag=v1").answer(201);
        registry.on("PUT /v2/app/manifests/v1?digest=" + manifest.digest()).answer(201, digestHeader(IMAGE.digest()));
        RegistryException e = failure(ErrorKind.DIGEST_MISMATCH, () -> put(ref("app:v1"), manifest));
        assertThat(e.getMessage()).contains("tag v1 now points at that content");
        registry.on("PUT /v2/app/manifests/" + manifest.digest() + "?tag=v1").answer(201);
        registry.on("PUT /v2/app/manifests/v1?digest=" + manifest.digest()).answer(201);
        failure(ErrorKind.UNSUPPORTED, () -> put(ref("app:v1"), manifest));
    }

    @Test
    @DisplayName("MF-15: a refused first PUT is reported, there is no second one")
    void firstPutRefused() throws IOException {
        Manifest manifest = sha512();
        registry.on("PUT /v2/app/manifests/" + manifest.digest() + "?tag=v1").answer(400);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, () -> put(ref("app:v1"), manifest));
        assertThat(e.httpStatus()).hasValue(400);
    }

    @Test
    @DisplayName("MF-13: a manifest that was refused as malformed is sent once more, under a tag and under a digest")
    void refusedManifestIsSentAgain() throws IOException {
        for (String version : List.of("v1", IMAGE.digest().toString())) {
            registry.on("PUT /v2/app/manifests/" + version).answer(400);
            registry.on("PUT /v2/app/manifests/" + version).answer(201);
            put(ref(version.equals("v1") ? "app:v1" : "app@" + version), IMAGE);
        }
        registry.on("PUT /v2/app/manifests/v1").answer(400);
        registry.on("PUT /v2/app/manifests/v1").answer(400);
        assertThat(failure(ErrorKind.HTTP_STATUS, () -> put(ref("app:v1"), IMAGE))
                        .httpStatus())
                .hasValue(400);
        for (int status : new int[] {403, 404, 413, 500}) {
            registry.on("PUT /v2/app/manifests/v1").answer(status);
            assertThat(catchThrowable(() -> put(ref("app:v1"), IMAGE))).isInstanceOf(RegistryException.class);
        }
    }
}
