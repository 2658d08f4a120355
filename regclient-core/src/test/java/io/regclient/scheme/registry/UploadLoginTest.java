// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.testing.FaultPlan.Occurrence.first;
import static io.regclient.testing.FaultPlan.Occurrence.nth;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.model.Descriptor;
import io.regclient.ref.Ref;
import io.regclient.stream.BlobReader;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.InProcessRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Logins that run out while a blob is uploaded; content is never repeated without asking the session. */
class UploadLoginTest {
    private static final byte[] CONTENT = Samples.content(300_000);
    private static final Descriptor BLOB = Samples.blob(CONTENT);

    private final InProcessRegistry registry = InProcessRegistry.builder()
            .user("u", "p")
            .tokens(Duration.ofMinutes(5))
            .start();
    private final RegistryScheme scheme = scheme("p");

    private static RegistryScheme scheme(String password) {
        return LoopbackClient.scheme(
                host -> host.user("u").pass(password).blobChunk(100_000), RegistrySchemeOptions.DEFAULT);
    }

    @AfterEach
    void close() {
        scheme.close();
        registry.close();
    }

    private Ref ref(String text) throws IOException {
        return Ref.parse(registry.host() + "/" + text);
    }

    private void assertStored(String repo) throws IOException {
        try (BlobReader reader = scheme.getBlob(ref(repo), BLOB)) {
            assertThat(reader.readAllBytes()).isEqualTo(CONTENT);
        }
    }

    @Test
    @DisplayName("AU-10, BL-11: a token that ends before the PUT is renewed, whether or not the connection breaks too")
    void putWithOldToken() throws IOException {
        registry.faults().on("PUT", ".*/uploads/.*", first(1), new Fault.ExpireToken());
        scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT));
        assertStored("app");
        assertThat(registry.requests().matching("POST", ".*/uploads/"))
                .as("sessions, the first POST is challenged")
                .hasSize(2);
    }

    @Test
    @DisplayName("AU-10, BL-14: a token that ends between chunks is renewed, also for standard input")
    void patchWithOldToken() throws IOException {
        registry.faults().on("PATCH", ".*/uploads/.*", nth(2), new Fault.ExpireToken());
        scheme.putBlob(ref("app"), BLOB.withSize(-1), BlobSource.once(new ByteArrayInputStream(CONTENT)));
        assertStored("app");
    }

    @Test
    @DisplayName("AU-6: a wrong password sends no content at all")
    void wrongPassword() throws IOException {
        try (RegistryScheme wrong = scheme("x")) {
            failure(ErrorKind.HTTP_UNAUTHORIZED, () -> wrong.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT)));
        }
        assertThat(registry.requests().matching("PUT", ".*")).isEmpty();
    }
}
