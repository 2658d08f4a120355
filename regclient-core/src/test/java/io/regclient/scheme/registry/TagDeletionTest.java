// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.Samples.digestHeader;
import static io.regclient.scheme.registry.Samples.type;
import static io.regclient.scheme.registry.ScriptedRegistry.BASE;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.ref;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.digest.Digest;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.model.Manifest;
import io.regclient.model.MediaType;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TagDeletionTest {
    private static final String TAG = "/v2/app/manifests/v1";
    private static final String EMPTY_JSON = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    private static final Manifest IMAGE = Samples.image("layer");

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    /** The image that takes over the tag v1; the clock of the script stands still. */
    private ThrowawayImage image(Manifest original) {
        return ThrowawayImage.forTag("v1", original.mediaType(), registry.time.now());
    }

    private void expectUntilBlobs(Manifest original) {
        registry.on("HEAD " + TAG).answer(200, type(original), digestHeader(original.digest()));
        registry.on("GET /v2/app/manifests/" + original.digest())
                .answer(200, type(original))
                .body(original.raw());
        expectBlobs(original);
    }

    private void expectBlobs(Manifest original) {
        String config = image(original).config().digest().orElseThrow().toString();
        for (String blob : new String[] {EMPTY_JSON, config}) {
            registry.on("POST /v2/app/blobs/uploads/?mount=" + blob).answer(202, "Location: /u");
            registry.on("PUT " + BASE + "/u?digest=" + blob).answer(201);
        }
    }

    private String deleteImage(Manifest original) {
        return "DELETE /v2/app/manifests/" + image(original).manifest().digest();
    }

    private void delete() throws IOException {
        scheme.deleteTag(ref("app:v1"));
    }

    @Test
    @DisplayName("24.E 82, TG-7, RB-9: a registry that deletes tags needs one request")
    void deletesTheTag() throws IOException {
        registry.on("DELETE " + TAG).answer(202);
        scheme.deleteTag(ref("app:v1@" + IMAGE.digest()));
        assertThat(registry.last().call().rules().ignoreErrors()).isTrue();
        assertThat(registry.last().call().rules().skipMirrors()).isTrue();
    }

    @Test
    @DisplayName("TG-7: without a tag nothing is sent")
    void needsATag() {
        RegistryException e = failure(ErrorKind.MISSING_TAG, () -> scheme.deleteTag(ref("app@" + IMAGE.digest())));
        assertThat(e.getMessage()).startsWith("tag missing from image reference");
    }

    @Test
    @DisplayName("24.E 83, TG-7: else a unique image takes the tag over and is deleted by digest, in this order")
    void deletesByThrowawayImage() throws IOException {
        for (int status : new int[] {405, 400, 500}) {
            registry.on("DELETE " + TAG).answer(status);
            expectUntilBlobs(IMAGE);
            registry.on("PUT " + TAG).answer(201);
            registry.on(deleteImage(IMAGE)).answer(202);
            delete();
        }
        assertThat(registry.requests("HEAD"))
                .allMatch(head -> head.call().rules().skipMirrors());
    }

    @Test
    @DisplayName("TG-7: the image is told before it takes the tag over, and a listener that fails leaves the tag alone")
    void tellsTheImage() throws IOException {
        registry.on("DELETE " + TAG).answer(405);
        expectUntilBlobs(IMAGE);

        RegistryException e = failure(
                ErrorKind.LOCAL_IO,
                () -> scheme.deleteTag(ref("app:v1"), digest -> {
                    throw RegistryException.of(ErrorKind.LOCAL_IO, "told of " + digest);
                }));

        assertThat(e.getMessage()).contains("told of " + image(IMAGE).manifest().digest());
    }

    @Test
    @DisplayName("TG-7: where the tag itself can be deleted nothing is told")
    void tellsNothing() throws IOException {
        registry.on("DELETE " + TAG).answer(202);
        scheme.deleteTag(ref("app:v1"), digest -> {
            throw RegistryException.of(ErrorKind.LOCAL_IO, "told of " + digest);
        });
    }

    @Test
    @DisplayName("TG-7: the image is an OCI image with one empty layer that names the tag and the time")
    void ociImage() throws IOException {
        registry.on("DELETE " + TAG).answer(405);
        expectUntilBlobs(IMAGE);
        registry.on("PUT " + TAG).answer(201);
        registry.on(deleteImage(IMAGE)).answer(202);
        delete();
        assertThat(registry.request(4).text()).isEqualTo("{}");
        JsonObject config = Json.parseObject(registry.request(6).body(), "config");
        assertThat(config.string("created")).isEqualTo("2026-11-21T12:00:00Z");
        assertThat(config.string("os")).isEqualTo("linux");
        assertThat(config.string("architecture")).isEqualTo("amd64");
        assertThat(config.object("config").orElseThrow().stringMap("Labels"))
                .containsEntry("delete-tag", "v1")
                .containsEntry("delete-date", "2026-11-21T12:00:00Z");
        assertThat(config.object("rootfs").orElseThrow().strings("diff_ids")).containsExactly(EMPTY_JSON);
        JsonObject history = config.objects("history").getFirst();
        assertThat(history.string("created_by")).isEqualTo("# regclient");
        assertThat(history.string("comment")).isEqualTo("empty JSON blob");
        Manifest put = Manifest.parse("", Optional.empty(), registry.request(7).body());
        assertThat(put.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(put.config().orElseThrow().mediaType()).isEqualTo(MediaType.OCI_CONFIG);
        assertThat(put.layers().getFirst().mediaType()).isEqualTo(MediaType.OCI_LAYER_GZIP);
        assertThat(put.layers().getFirst().digest()).contains(Digest.parse(EMPTY_JSON));
    }

    @Test
    @DisplayName("TG-7: an OCI index is replaced by an OCI image, anything else by a Docker image")
    void familyOfTheImage() {
        assertThat(image(Samples.index()).manifest().mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        ThrowawayImage docker = image(Samples.dockerImage("x"));
        assertThat(docker.manifest().mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(docker.config().mediaType()).isEqualTo(MediaType.DOCKER_CONFIG);
        assertThat(docker.layer().mediaType()).isEqualTo(MediaType.DOCKER_LAYER_GZIP);
    }

    @Test
    @DisplayName("TG-7: images differ by tag and by time")
    void imagesAreUnique() {
        Digest now = image(IMAGE).manifest().digest();
        assertThat(ThrowawayImage.forTag("v2", IMAGE.mediaType(), registry.time.now())
                        .manifest()
                        .digest())
                .isNotEqualTo(now);
        registry.time.advance(Duration.ofNanos(1));
        assertThat(image(IMAGE).manifest().digest()).isNotEqualTo(now);
    }

    @Test
    @DisplayName("TG-7: a missing tag is reported and nothing is pushed")
    void missingTag() {
        registry.on("DELETE " + TAG).answer(404);
        registry.on("HEAD " + TAG).answer(404);
        RegistryException e = failure(ErrorKind.NOT_FOUND, this::delete);
        assertThat(e.getMessage()).startsWith("failed to delete tag " + HOST + "/app:v1: not found");
    }

    @Test
    @DisplayName("TG-7, MI-6: where HEAD is switched off the tag is read by GET")
    void headSwitchedOff() throws IOException {
        registry.on("DELETE " + TAG).answer(405);
        registry.on("HEAD " + TAG).fail(ErrorKind.UNSUPPORTED_API);
        registry.on("GET " + TAG).answer(200, type(IMAGE)).body(IMAGE.raw());
        expectBlobs(IMAGE);
        registry.on("PUT " + TAG).answer(201);
        registry.on(deleteImage(IMAGE)).answer(202);
        delete();
    }

    @Test
    @DisplayName("TG-7: without a digest in the HEAD answer the tag is read by GET")
    void headWithoutDigest() throws IOException {
        registry.on("DELETE " + TAG).answer(405);
        registry.on("HEAD " + TAG).answer(200, type(IMAGE));
        registry.on("GET " + TAG).answer(200, type(IMAGE)).body(IMAGE.raw());
        expectBlobs(IMAGE);
        registry.on("PUT " + TAG).answer(201);
        registry.on(deleteImage(IMAGE)).answer(202);
        delete();
    }

    @Test
    @DisplayName("TG-8: who may not delete the tag does not overwrite it")
    void refusedLoginStops() {
        for (int status : new int[] {401, 403}) {
            registry.on("DELETE " + TAG).answer(status);
            failure(ErrorKind.HTTP_UNAUTHORIZED, this::delete);
        }
        registry.on("DELETE " + TAG).fail(ErrorKind.CANCELED);
        failure(ErrorKind.CANCELED, this::delete);
    }

    @Test
    @DisplayName("24.E 84, register 19, TG-8: where digests cannot be deleted either the tag gets its manifest back")
    void restoresTheTag() {
        registry.on("DELETE " + TAG).answer(405);
        expectUntilBlobs(IMAGE);
        registry.on("PUT " + TAG).answer(201);
        registry.on(deleteImage(IMAGE)).answer(405);
        registry.on("PUT " + TAG).answer(201);
        RegistryException e = failure(ErrorKind.HTTP_STATUS, this::delete);
        assertThat(e.httpStatus()).hasValue(405);
        assertThat(e.getMessage())
                .startsWith("failed to delete tag " + HOST + "/app:v1: ")
                .contains("the tag was set back to " + IMAGE.digest());
        assertThat(registry.last().body()).isEqualTo(IMAGE.raw());
        assertThat(registry.last().header("Content-Type")).containsExactly(IMAGE.mediaType());
    }

    @Test
    @DisplayName("TG-8: when that fails too, the message tells what the tag holds and what it held")
    void failedRestore() {
        registry.on("DELETE " + TAG).answer(405);
        expectUntilBlobs(IMAGE);
        registry.on("PUT " + TAG).answer(201);
        registry.on(deleteImage(IMAGE)).answer(403);
        registry.on("PUT " + TAG).answer(500);
        RegistryException e = failure(ErrorKind.HTTP_UNAUTHORIZED, this::delete);
        assertThat(e.getMessage())
                .contains(
                        image(IMAGE).manifest().digest().toString(),
                        IMAGE.digest().toString(),
                        "[http 500]");
    }

    @Test
    @DisplayName("TG-8: a push that was refused changed nothing, one that broke off may have")
    void failedPush() {
        registry.on("DELETE " + TAG).answer(405);
        expectUntilBlobs(IMAGE);
        registry.on("PUT " + TAG).answer(400);
        RegistryException refused = failure(ErrorKind.HTTP_STATUS, this::delete);
        assertThat(refused.getMessage()).doesNotContain("set back");
        registry.on("DELETE " + TAG).answer(405);
        expectUntilBlobs(IMAGE);
        registry.on("PUT " + TAG).fail(ErrorKind.TRANSPORT);
        registry.on("PUT " + TAG).answer(201);
        RegistryException broken = failure(ErrorKind.TRANSPORT, this::delete);
        assertThat(broken.getMessage()).contains("set back to " + IMAGE.digest());
    }

    @Test
    @DisplayName("TG-7: an image that is gone although its deletion failed has taken the tag with it")
    void repeatedDelete() throws IOException {
        registry.on("DELETE " + TAG).answer(405);
        expectUntilBlobs(IMAGE);
        registry.on("PUT " + TAG).answer(201);
        registry.on(deleteImage(IMAGE)).answer(404);
        registry.on("HEAD " + TAG).answer(404);
        delete();
    }

    @Test
    @DisplayName("TG-8: an interrupted deletion still puts the manifest back, and stays interrupted")
    void interruptedDeletion() {
        registry.on("DELETE " + TAG).answer(405);
        expectUntilBlobs(IMAGE);
        registry.on("PUT " + TAG).answer(201);
        registry.on(deleteImage(IMAGE)).fail(ErrorKind.CANCELED);
        registry.on("PUT " + TAG).answer(201);
        Thread.currentThread().interrupt();
        failure(ErrorKind.CANCELED, this::delete);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @DisplayName("TG-8: a manifest that could not be put back is not replaced in the first place")
    void hugeManifest() throws IOException {
        byte[] raw = Arrays.copyOf(IMAGE.raw(), Manifest.MAX_PUSH_BYTES + 1);
        Arrays.fill(raw, IMAGE.raw().length, raw.length, (byte) ' ');
        registry.on("DELETE " + TAG).answer(405);
        registry.on("HEAD " + TAG).answer(200, type(IMAGE));
        registry.on("GET " + TAG).answer(200, type(IMAGE)).body(raw);
        failure(ErrorKind.SIZE_LIMIT_EXCEEDED, this::delete);
    }
}
