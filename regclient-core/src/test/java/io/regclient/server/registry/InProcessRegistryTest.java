// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static io.regclient.server.registry.WireClient.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.digest.Digest;
import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.json.JsonObject;
import io.regclient.server.registry.WireClient.Answer;
import io.regclient.server.samples.SampleImage;
import io.regclient.testing.Fault;
import io.regclient.testing.FaultPlan.Occurrence;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.ManualTime;
import io.regclient.testing.RecordedRequest;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The fixture itself: log, faults and tokens. */
@ExtendWith(RegistryExtension.class)
class InProcessRegistryTest {
    private static final byte[] CONTENT = bytes("0123456789");
    private static final Digest DIGEST = Digest.sha256(CONTENT);
    private static final String BLOB = "blobs/" + DIGEST;

    private final TestRepository repository;
    private final WireClient client;

    InProcessRegistryTest(TestRepository repository) {
        this.repository = repository;
        this.client = WireClient.of(repository);
        client.upload(CONTENT);
    }

    private void always(String method, Fault fault) {
        repository.fault(method, "", Occurrence.always(), fault);
    }

    @Test
    void logsRequestsInOrderWithTheirStatus() {
        client.get(BLOB, "X-Test", "a");
        client.get("manifests/absent?x=%2B");
        assertThat(repository.lines())
                .hasSize(4)
                .endsWith("GET " + BLOB, "GET manifests/absent?x=%2B")
                .first()
                .isEqualTo("POST blobs/uploads/");
        assertThat(repository.requests().stream().map(RecordedRequest::status)).containsExactly(202, 201, 200, 404);
        assertThat(repository.requests().get(2).header("x-test")).contains("a");
        assertThat(repository.registry().requests().count("GET", repository.name() + "/blobs/sha256"))
                .isEqualTo(1);
    }

    @Test
    void statusFaultHitsTheNthMatchOnly() {
        repository.fault("GET", "blobs/", Occurrence.nth(2), new Fault.Status(503, Map.of("X-Why", "test"), "why"));
        assertThat(client.get(BLOB).status()).isEqualTo(200);
        Answer failed = client.get(BLOB);
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.header("X-Why")).isEqualTo("test");
        assertThat(failed.text()).isEqualTo("why");
        assertThat(client.get(BLOB).status()).isEqualTo(200);
        assertThat(repository.requests().get(3).status()).isEqualTo(503);
    }

    @Test
    void retryAfterHitsTheFirstMatches() {
        repository.fault("*", "blobs/", Occurrence.first(2), new Fault.RetryAfter(429, 7));
        assertThat(client.get(BLOB).header("Retry-After")).isEqualTo("7");
        assertThat(client.head(BLOB).status()).isEqualTo(429);
        assertThat(client.get(BLOB).status()).isEqualTo(200);
    }

    @Test
    void statusFaultReadsALargeBodyFirst() {
        always("PUT", new Fault.Status(504));
        assertThat(client.put("blobs/uploads/x", new byte[5 << 20]).status()).isEqualTo(504);
    }

    @Test
    void droppedConnection() {
        always("GET", new Fault.DropBeforeHeaders());
        assertThatThrownBy(() -> client.get(BLOB)).isInstanceOf(UncheckedIOException.class);
        assertThat(repository.requests().getLast().status()).isZero();
    }

    @Test
    void lostResponseLeavesTheEffect() {
        always("PUT", new Fault.LoseResponse());
        assertThatThrownBy(() -> client.pushTag("v1", "x")).isInstanceOf(UncheckedIOException.class);
        assertThat(client.get("manifests/v1").status()).isEqualTo(200);
    }

    @Test
    void truncatedBody() {
        always("GET", new Fault.TruncateBody(4));
        assertThatThrownBy(() -> client.get(BLOB)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void corruptBody() {
        always("GET", new Fault.CorruptBody());
        assertThat(client.get(BLOB).text()).isEqualTo("1123456789");
    }

    @Test
    void headerFaults() {
        repository.fault("GET", "blobs/", Occurrence.nth(1), new Fault.WrongDigestHeader("sha256:wrong"));
        repository.fault("GET", "blobs/", Occurrence.nth(2), new Fault.RemoveHeader("Docker-Content-Digest"));
        repository.fault("GET", "blobs/", Occurrence.nth(3), new Fault.SetHeader("Content-Type", "text/html"));
        assertThat(client.get(BLOB).header("Docker-Content-Digest")).isEqualTo("sha256:wrong");
        assertThat(client.get(BLOB).headers("Docker-Content-Digest")).isEmpty();
        assertThat(client.get(BLOB).headers("Content-Type")).containsExactly("text/html");
    }

    @Test
    void redirectKeepsThePathUnlessItHasOne() {
        repository.fault("GET", "blobs/", Occurrence.nth(1), new Fault.RedirectTo(307, "http://other:1"));
        repository.fault("GET", "blobs/", Occurrence.nth(2), new Fault.RedirectTo(302, "http://other:1/x?y"));
        assertThat(client.get(BLOB).location()).isEqualTo("http://other:1/v2/" + repository.name() + "/" + BLOB);
        assertThat(client.get(BLOB).location()).isEqualTo("http://other:1/x?y");
    }

    @Test
    void linkLoopLeadsBackToTheRequest() {
        always("GET", new Fault.LinkLoop());
        repository.put(ImageFixture.small(1), "a");
        assertThat(client.get("tags/list?n=5").next()).isEqualTo("/v2/" + repository.name() + "/tags/list?n=5");
    }

    @Test
    void ignoredQueryIsNotSeenByTheRegistry() {
        always("GET", new Fault.IgnoreQuery("n"));
        repository.put(ImageFixture.small(1), "a", "b", "c");
        assertThat(client.get("tags/list?n=1&last=a").text()).contains("[\"b\",\"c\"]");
    }

    @Test
    void severalFaultsActTogether() {
        always("GET", new Fault.Delay(Duration.ofMillis(1)));
        always("GET", new Fault.CorruptBody());
        always("GET", new Fault.SetHeader("X-Test", "a"));
        Answer answer = client.get(BLOB);
        assertThat(answer.text()).startsWith("1");
        assertThat(answer.header("X-Test")).isEqualTo("a");
    }

    @Test
    void pushByHttpEqualsDirectStorage() {
        SampleImage image = ImageFixture.multiPlatform("linux/amd64", "windows/amd64")
                .withReferrer(ImageFixture.artifact("example/x").build());
        ImageFixture.push(image, repository.registry().uri(), repository.name(), "v1");
        assertThat(client.get("manifests/v1").body()).isEqualTo(image.root().bytes());
        assertThat(client.head("manifests/" + image.referrers().getFirst().digest())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tokensAreDemandedIssuedAndExpire() throws RegistryException {
        ManualTime time = new ManualTime();
        try (InProcessRegistry registry = InProcessRegistry.builder()
                .user("user", "password")
                .tokens(Duration.ofMinutes(1))
                .clock(time::now)
                .start()) {
            registry.put("a", ImageFixture.small(1), "x");
            WireClient wire = new WireClient(registry.uri().resolve("/v2/a/"));
            String challenge = wire.get("manifests/x").header("WWW-Authenticate");
            assertThat(challenge)
                    .isEqualTo("Bearer realm=\"" + registry.uri()
                            + "token\",service=\"registry.test\",scope=\"repository:a:pull\"");
            assertThat(wire.post("blobs/uploads/", new byte[0]).header("WWW-Authenticate"))
                    .contains("scope=\"repository:a:pull,push\"");
            assertThat(wire.get("/token?scope=repository:a:pull", "Authorization", basic("user:wrong"))
                            .status())
                    .isEqualTo(401);
            String token = token(wire, "scope=repository:a:pull", basic("user:password"));
            assertThat(wire.get("manifests/x", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(200);
            assertThat(wire.post("blobs/uploads/", new byte[0], "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(401);
            time.advance(Duration.ofMinutes(1));
            assertThat(wire.get("manifests/x", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void expireTokenFaultEndsTokensEarly() throws RegistryException {
        try (InProcessRegistry registry = InProcessRegistry.builder()
                .anonymousPull()
                .tokens(Duration.ofMinutes(1))
                .start()) {
            registry.put("a", ImageFixture.small(1), "x");
            WireClient wire = new WireClient(registry.uri().resolve("/v2/a/"));
            String token = token(wire, "scope=repository:a:pull,push&scope=repository:b:pull", "");
            registry.faults().on("GET", "manifests", Occurrence.nth(2), new Fault.ExpireToken());
            assertThat(wire.get("manifests/x", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(200);
            assertThat(wire.get("manifests/x", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void identityTokensAreExchanged() throws RegistryException {
        try (InProcessRegistry registry = InProcessRegistry.builder()
                .user("user", "password")
                .tokens(Duration.ofMinutes(1))
                .start()) {
            WireClient wire = new WireClient(registry.uri());
            byte[] login = bytes("grant_type=password&username=user&password=password&access_type=offline");
            JsonObject first = Json.parseObject(wire.post("/token", login).body(), "token");
            byte[] refresh = bytes(
                    "grant_type=refresh_token&scope=registry:catalog:*&refresh_token=" + first.string("refresh_token"));
            String token = Json.parseObject(wire.post("/token", refresh).body(), "token")
                    .string("access_token");
            assertThat(wire.get("/v2/_catalog", "Authorization", "Bearer " + token)
                            .status())
                    .isEqualTo(200);
            assertThat(wire.post("/token", bytes("grant_type=refresh_token&refresh_token=x"))
                            .status())
                    .isEqualTo(401);
        }
    }

    private static String token(WireClient wire, String query, String authorization) throws RegistryException {
        Answer answer = authorization.isEmpty()
                ? wire.get("/token?" + query)
                : wire.get("/token?" + query, "Authorization", authorization);
        return Json.parseObject(answer.body(), "token").string("token");
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(bytes(credentials));
    }
}
