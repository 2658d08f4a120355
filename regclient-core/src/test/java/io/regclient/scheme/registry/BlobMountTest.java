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
import io.regclient.model.Descriptor;
import io.regclient.ref.RegistryRef;
import io.regclient.stream.BlobSource;
import io.regclient.throttle.Work;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BlobMountTest {
    private static final Descriptor BLOB = Samples.blob(Samples.content(100));
    private static final String DIGEST = BLOB.digest().orElseThrow().toString();
    private static final String POST = "POST /v2/app/blobs/uploads/?mount=" + DIGEST;
    private static final RegistryRef SOURCE = new RegistryRef(HOST, "base/os", Optional.of("v1"), Optional.empty());

    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    @Test
    @DisplayName("24.F 101, 24.B 32, BL-5, AU-18: within a registry one POST names the source and asks for pull on it")
    void mounts() throws IOException {
        registry.on(POST + "&from=base/os").answer(201);
        assertThat(scheme.mountBlob(SOURCE, REPO, BLOB)).isTrue();
        HttpCall call = registry.last().call();
        assertThat(call.rules().extraScopes()).containsExactly("repository:base/os:pull");
        assertThat(call.rules().skipMirrors()).isTrue();
        assertThat(call.rules().ignoreErrors()).isFalse();
        assertThat(call.body()).isEmpty();
        assertThat(call.work()).isEqualTo(new Work(Work.Kind.QUERY, 100));
    }

    @Test
    @DisplayName("24.F 102, BL-5, BL-20: a session opened instead is given up")
    void refusedMountIsCancelled() throws IOException {
        registry.on(POST + "&from=base/os").answer(202, "Location: /v2/app/blobs/uploads/42?_state=a%2B");
        registry.on("DELETE " + BASE + "/v2/app/blobs/uploads/42?_state=a%2B").answer(204);
        assertThat(scheme.mountBlob(SOURCE, REPO, BLOB)).isFalse();
    }

    @Test
    @DisplayName("BL-5: 202 without a session is no mount either")
    void refusedWithoutSession() throws IOException {
        registry.on(POST + "&from=base/os").answer(202);
        assertThat(scheme.mountBlob(SOURCE, REPO, BLOB)).isFalse();
    }

    @Test
    @DisplayName("BL-5: other statuses are failures with context")
    void failures() {
        for (int status : new int[] {404, 405, 200}) {
            registry.on(POST + "&from=base/os").answer(status);
            ErrorKind kind = status == 404 ? ErrorKind.NOT_FOUND : ErrorKind.HTTP_STATUS;
            RegistryException e = failure(kind, () -> scheme.mountBlob(SOURCE, REPO, BLOB));
            assertThat(e.getMessage())
                    .startsWith("failed to mount blob, digest " + DIGEST + ", ref " + HOST + "/app: ");
        }
    }

    @Test
    @DisplayName("BL-5, RB-9: from another registry the mount is anonymous and its failure has no consequences")
    void otherRegistry() throws IOException {
        RegistryRef far = new RegistryRef("far.example", "base/os", Optional.empty(), Optional.empty());
        registry.on(POST).answer(201);
        assertThat(scheme.mountBlob(far, REPO, BLOB)).isTrue();
        assertThat(registry.last().call().rules().ignoreErrors()).isTrue();
        assertThat(registry.last().call().rules().extraScopes()).isEmpty();
    }

    @Test
    @DisplayName("BL-5, SP-7: a mount may be answered with another digest and location of the same content")
    void otherDigestInAnswer() throws IOException {
        registry.on(POST + "&from=base/os").answer(201, "Docker-Content-Digest: sha512:00", "Location: /elsewhere");
        assertThat(scheme.mountBlob(SOURCE, REPO, BLOB)).isTrue();
    }

    @Test
    @DisplayName("BL-5: a mount answered with the digest of another blob is none")
    void anotherBlob() throws IOException {
        String other = "Docker-Content-Digest: sha256:" + "1".repeat(64);
        registry.on(POST + "&from=base/os").answer(201, other);
        assertThat(scheme.mountBlob(SOURCE, REPO, BLOB)).isFalse();
        registry.on(POST).answer(201, other);
        registry.on("POST /v2/app/blobs/uploads/").answer(202, "Location: /u");
        registry.on("PUT " + BASE + "/u?digest=" + DIGEST).answer(201);
        scheme.putBlob(REPO, BLOB, BlobSource.ofBytes(Samples.content(100)));
    }

    @Test
    @DisplayName("BL-6: the source is named as the registry knows it, with the host's path prefix")
    void pathPrefix() throws IOException {
        registry.setHost(ScriptedRegistry.host(0, 0, "proxy"));
        registry.on(POST + "&from=proxy/base/os").answer(201);
        assertThat(scheme.mountBlob(SOURCE, REPO, BLOB)).isTrue();
        assertThat(registry.last().call().rules().extraScopes()).containsExactly("repository:proxy/base/os:pull");
    }

    @Test
    @DisplayName("BL-17: what comes of the cancellation does not matter")
    void cancellationMayFail() throws IOException {
        registry.on(POST + "&from=base/os").answer(202, "Location: /u");
        registry.on("DELETE " + BASE + "/u").answer(500);
        assertThat(scheme.mountBlob(SOURCE, REPO, BLOB)).isFalse();
        assertThat(registry.last().call().rules().ignoreErrors()).isTrue();
    }
}
