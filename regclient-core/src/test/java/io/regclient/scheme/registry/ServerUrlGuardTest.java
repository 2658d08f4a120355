// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.testing.FaultPlan.Occurrence.always;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.Descriptor;
import io.regclient.model.Manifest;
import io.regclient.ref.Ref;
import io.regclient.scheme.ListOptions;
import io.regclient.scheme.ManifestPut;
import io.regclient.scheme.ReferrerQuery;
import io.regclient.stream.BlobSource;
import io.regclient.testing.Fault;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.TestTls;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs in answers of a registry with TLS that lead to a server without. */
@DisplayName("register 23, RD-4")
class ServerUrlGuardTest {
    private static final byte[] CONTENT = Samples.content(1000);
    private static final Descriptor BLOB = Samples.blob(CONTENT);

    private final InProcessRegistry elsewhere = InProcessRegistry.start();
    private final InProcessRegistry registry =
            InProcessRegistry.builder().tls(TestTls.shared()).start();
    private final RegistryScheme scheme =
            LoopbackClient.scheme(host -> host.tls(TlsMode.INSECURE), RegistrySchemeOptions.DEFAULT);

    @AfterEach
    void close() {
        scheme.close();
        registry.close();
        assertThat(elsewhere.requests().lines()).as("requests without TLS").isEmpty();
        elsewhere.close();
    }

    private Ref ref(String text) throws IOException {
        return Ref.parse(registry.host() + "/" + text);
    }

    private void header(String method, String path, String name, String value) {
        registry.faults().on(method, path, always(), new Fault.SetHeader(name, value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://h/u", "mailto:u", "http:/u"})
    @DisplayName("BL-9: an upload location that is no http or https URL is told as such, with who sent it")
    void foreignLocation(String url) {
        header("POST", ".*/uploads/", "Location", url);
        RegistryException e =
                failure(ErrorKind.INVALID_INPUT, () -> scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT)));
        assertThat(e)
                .hasMessage("failed to send blob post, ref " + registry.host() + "/app: https://" + registry.host()
                        + " sent this upload Location, which is not an http or https URL: " + url);
    }

    @Test
    @DisplayName("BL-9: an upload location without TLS is refused, nothing is sent there")
    void location() {
        header("POST", ".*/uploads/", "Location", elsewhere.uri() + "v2/app/blobs/uploads/1");
        failure(ErrorKind.HTTP_REDIRECT_REFUSED, () -> scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT)));
    }

    @Test
    @DisplayName("BL-9: where only the scheme of an upload location is wrong, the message says what is missing")
    void adviceAboutTheScheme() {
        header("POST", ".*/uploads/", "Location", elsewhere.uri() + "v2/app/blobs/uploads/1");
        assertThatThrownBy(() -> scheme.putBlob(ref("app"), BLOB, BlobSource.ofBytes(CONTENT)))
                .hasMessageContaining("let the proxy in front of the registry send X-Forwarded-Proto");
    }

    @Test
    @DisplayName("TG-2, RF-2: page links without TLS are refused")
    void links() throws IOException {
        scheme.putBlob(ref("app"), Samples.EMPTY_CONFIG, BlobSource.ofBytes(Samples.bytes("{}")));
        Manifest image = Samples.image("{}");
        scheme.putManifest(ref("app:v1"), image, ManifestPut.top());
        header("GET", ".*/tags/list", "Link", "<" + elsewhere.uri() + "v2/app/tags/list>; rel=next");
        header("GET", ".*/referrers/.*", "Link", "<" + elsewhere.uri() + "v2/app/referrers/x>; rel=next");
        failure(ErrorKind.HTTP_REDIRECT_REFUSED, () -> scheme.listTags(ref("app"), ListOptions.ALL));
        failure(
                ErrorKind.HTTP_REDIRECT_REFUSED,
                () -> scheme.listReferrers(ref("app@" + image.digest()), ReferrerQuery.ALL));
    }

    @Test
    @DisplayName("BL-1, BL-2: external URLs without TLS are asked for neither by HEAD nor by GET")
    void externalUrls() throws IOException {
        Descriptor foreign = BLOB.withUrls(
                List.of(elsewhere.uri() + "v2/app/blobs/" + BLOB.digest().orElseThrow()));
        assertThat(scheme.headBlob(ref("app"), foreign)).isEmpty();
        failure(ErrorKind.HTTP_REDIRECT_REFUSED, () -> scheme.getBlob(ref("app"), foreign));
    }
}
