// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.Credential;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.testing.ManualTime;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostAuthTest {
    private static final String SERVER = "token server https://reg.example/token";
    private static final String BASIC = "Basic realm=\"r\"";
    private static final String BEARER = "Bearer realm=\"/token\",service=\"s\",scope=\"repository:r:pull\"";
    private static final Credential LOGIN = new Credential("me", "pw", "");

    private final ManualTime time = new ManualTime();
    private final List<TokenRequest> requests = Collections.synchronizedList(new ArrayList<>());
    private final Deque<TokenReply> replies = new ArrayDeque<>();

    @Test
    @DisplayName("AU-1: no header before the first challenge")
    void sendsNothingBeforeAChallenge() throws IOException {
        assertThat(auth(LOGIN).authorization(get("r"))).isEmpty();
        assertThat(requests).isEmpty();
    }

    @Test
    @DisplayName("24.B 14, 24.B 15, AU-6: right password goes on, a refused one ends at once")
    void basic() throws IOException {
        HostAuth auth = auth(LOGIN);
        auth.challenged(get("r"), List.of(BASIC), Optional.empty());
        Optional<String> header = auth.authorization(get("r"));
        assertThat(header).contains("Basic bWU6cHc=");
        assertFails(auth, BASIC, header, ErrorKind.HTTP_UNAUTHORIZED, "unauthorized");
    }

    @Test
    @DisplayName("AU-6, regctl 2.6: Basic without a login")
    void basicWithoutLogin() {
        assertFails(
                auth(Credential.NONE),
                BASIC,
                Optional.empty(),
                ErrorKind.HTTP_UNAUTHORIZED,
                "no credentials available: unauthorized");
    }

    @Test
    @DisplayName("AU-5: basic first, bearer when there is no login or the login is refused")
    void ordersHandlers() throws IOException {
        HostAuth auth = auth(LOGIN);
        auth.challenged(get("r"), List.of(BEARER, BASIC), Optional.empty());
        assertThat(auth.authorization(get("r"))).contains("Basic bWU6cHc=");

        token("t1");
        auth.challenged(get("r"), List.of(BEARER, BASIC), Optional.of("Basic bWU6cHc="));
        assertThat(auth.authorization(get("r"))).contains("Bearer t1");
        assertThatThrownBy(() -> auth.challenged(get("r"), List.of(BEARER, BASIC), Optional.of("Bearer t1")))
                .hasMessage("unauthorized");

        token("t2");
        HostAuth anonymous = auth(Credential.NONE);
        anonymous.challenged(get("r"), List.of(BASIC, BEARER), Optional.empty());
        assertThat(anonymous.authorization(get("r"))).contains("Bearer t2");
    }

    @ParameterizedTest
    @DisplayName("AU-4: challenges that cannot be answered")
    @CsvSource(
            delimiter = '|',
            value = {
                "Basic charset=x | INVALID_CHALLENGE | invalid challenge: Basic without a realm",
                "Bearer service=x | INVALID_CHALLENGE | invalid challenge: Bearer without a realm",
                "Negotiate | HTTP_UNAUTHORIZED | unauthorized",
                "Bearer x | PARSING_FAILED"
                        + " | malformed WWW-Authenticate header: parameter x without a value at position 8"
            })
    void refusesBadChallenges(String line, ErrorKind kind, String message) {
        assertFails(auth(LOGIN), line, Optional.empty(), kind, message);
    }

    @Test
    @DisplayName("AU-4: no header at all, and a realm or service that changes")
    void refusesEmptyAndChangedChallenges() throws IOException {
        HostAuth auth = auth(LOGIN);
        assertThatThrownBy(() -> auth.challenged(get("r"), List.of(), Optional.empty()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.EMPTY_CHALLENGE))
                .hasMessage("empty challenge header");

        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        String changed = "invalid challenge: the Bearer realm or service changed";
        String otherRealm = BEARER.replace("/token", "/other");
        String otherService = BEARER.replace("\"s\"", "\"x\"");
        assertFails(auth, otherRealm, Optional.empty(), ErrorKind.INVALID_CHALLENGE, changed);
        assertFails(auth, otherService, Optional.empty(), ErrorKind.INVALID_CHALLENGE, changed);
    }

    @Test
    @DisplayName("24.B 16, AU-7, AU-8: anonymous token GET at a relative realm")
    void anonymousToken() throws IOException {
        HostAuth auth = auth(Credential.NONE);
        token("t");
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        assertThat(auth.authorization(get("r"))).contains("Bearer t");
        assertThat(requests)
                .containsExactly(new TokenRequest(
                        "https://reg.example/v2/r/manifests/latest",
                        "https://reg.example/token?client_id=agent&scope=repository%3Ar%3Apull&service=s",
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    @DisplayName("24.B 17, AU-8: token GET with a login; a query in the realm is kept")
    void tokenWithLogin() throws IOException {
        HostAuth auth = auth(LOGIN);
        token("t");
        auth.challenged(get("r"), List.of("Bearer realm=\"https://auth.example/t?x=1\""), Optional.empty());
        assertThat(auth.authorization(get("r"))).contains("Bearer t");
        assertThat(requests.getFirst().url())
                .isEqualTo("https://auth.example/t?x=1&account=me&client_id=agent&scope=repository%3Ar%3Apull");
        assertThat(requests.getFirst().authorization()).contains("Basic bWU6cHc=");
    }

    @Test
    @DisplayName("24.B 18, AU-9: identity token by POST, the answer's refresh token is used from then on")
    void refreshToken() throws IOException {
        HostAuth auth = auth(new Credential("", "", "identity"));
        replies.add(reply(200, "{\"access_token\":\"t1\",\"refresh_token\":\"newer\"}"));
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        assertThat(auth.authorization(get("r"))).contains("Bearer t1");
        assertThat(form(0))
                .isEqualTo("client_id=agent&grant_type=refresh_token&refresh_token=identity"
                        + "&scope=repository:r:pull&service=s");

        time.advance(Duration.ofSeconds(60));
        token("t2");
        assertThat(auth.authorization(get("r"))).contains("Bearer t2");
        assertThat(form(1)).contains("refresh_token=newer");
    }

    @Test
    @DisplayName("24.B 19, AU-9: a refused POST falls back to GET, a broken one does not")
    void refreshFallsBackToGet() throws IOException {
        HostAuth auth = auth(new Credential("", "", "identity"));
        replies.add(reply(404, ""));
        token("t");
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        assertThat(auth.authorization(get("r"))).contains("Bearer t");
        assertThat(requests.get(1).form()).isEmpty();

        HostAuth broken = auth(new Credential("", "", "identity"));
        replies.add(reply(200, "{\"access_token\":\"secret\" oops"));
        replies.add(reply(200, "{\"access_token\":\"secret\" oops"));
        broken.challenged(get("r"), List.of(BEARER), Optional.empty());
        assertThatThrownBy(() -> broken.authorization(get("r")))
                .hasMessage(SERVER + " answered with malformed JSON")
                .hasNoCause();
        assertThat(requests).hasSize(4);
    }

    @Test
    @DisplayName("24.B 20, AU-10: without expires_in a token is used for 55 seconds")
    void tokenLife() throws IOException {
        HostAuth auth = challengedAnonymous();
        auth.authorization(get("r"));

        time.advance(Duration.ofSeconds(54));
        assertThat(auth.authorization(get("r"))).contains("Bearer t1");
        time.advance(Duration.ofSeconds(2));
        token("t2");
        assertThat(auth.authorization(get("r"))).contains("Bearer t2");
    }

    @ParameterizedTest
    @DisplayName("24.B 21, AU-10: expires_in floor and implausible issued_at")
    @CsvSource({
        "10, '', 55",
        "300, '', 295",
        "300, 2026-11-21T11:59:00Z, 235",
        "300, 2026-11-21T13:00:00Z, 295",
        "300, 2020-01-01T00:00:00Z, 295",
        "300, yesterday, 295",
        "300.9, 2026-11-21T12:59:00+01:00, 235"
    })
    void expiry(String expiresIn, String issuedAt, int usableSeconds) throws IOException {
        BearerToken token = BearerToken.parse(
                "{\"token\":\"t\",\"expires_in\":" + expiresIn + ",\"issued_at\":\"" + issuedAt + "\"}",
                "server",
                ManualTime.START);
        assertThat(Duration.between(ManualTime.START, token.renewAt())).isEqualTo(Duration.ofSeconds(usableSeconds));
    }

    @Test
    @DisplayName("AU-10: access_token overrides token; a token that could split a header is refused")
    void tokenNames() throws IOException {
        assertThat(BearerToken.parse("{\"token\":\"a\",\"access_token\":\"b\"}", "server", ManualTime.START)
                        .header())
                .isEqualTo("Bearer b");
        assertThatThrownBy(() -> BearerToken.parse("{\"token\":\"a\\r\\nX: y\"}", "server", ManualTime.START))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED));
    }

    @Test
    @DisplayName("AU-10: a token has at most 65,536 characters")
    void tokenLength() throws IOException {
        HostAuth auth = auth(Credential.NONE);
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        token("t".repeat(BearerToken.MAX_LENGTH + 1));
        assertThatThrownBy(() -> auth.authorization(get("r")))
                .hasMessage(SERVER + " answered with a token of more than 65536 characters");
        token("t".repeat(BearerToken.MAX_LENGTH));
        assertThat(auth.authorization(get("r")).orElseThrow()).hasSize(BearerToken.MAX_LENGTH + "Bearer ".length());
    }

    @Test
    @DisplayName("24.B 22, AU-10: an answer without a token fails")
    void emptyTokenFails() throws IOException {
        HostAuth auth = auth(Credential.NONE);
        replies.add(reply(200, "{}"));
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        assertThatThrownBy(() -> auth.authorization(get("r")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.HTTP_UNAUTHORIZED))
                .hasMessage(SERVER + " answered without a token");
    }

    @Test
    @DisplayName("24.B 23, 24.B 24, AU-11, AU-12: scopes grow without another challenge and collect over repositories")
    void scopesGrow() throws IOException {
        HostAuth auth = challengedAnonymous();
        auth.authorization(get("r"));
        token("t2");
        assertThat(auth.authorization(put("r"))).contains("Bearer t2");
        assertThat(requests.get(1).url()).contains("scope=repository%3Ar%3Apull%2Cpush&");
        token("t3");
        assertThat(auth.authorization(get("q"))).contains("Bearer t3");
        assertThat(requests.get(2).url()).contains("scope=repository%3Ar%3Apull%2Cpush&scope=repository%3Aq%3Apull&");
        assertThat(auth.authorization(get("r"))).contains("Bearer t3");
    }

    @Test
    @DisplayName("24.B 25, AU-12: with repoAuth every repository has its own token")
    void tokensPerRepository() throws IOException {
        HostAuth auth = auth(Credential.NONE, true);
        token("t1");
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        assertThat(auth.authorization(get("r"))).contains("Bearer t1");
        assertThat(auth.authorization(get("q"))).isEmpty();
        token("t2");
        auth.challenged(get("q"), List.of(BEARER.replace(":r:", ":q:")), Optional.empty());
        assertThat(auth.authorization(get("q"))).contains("Bearer t2");
        assertThat(requests.get(1).url()).doesNotContain("repository%3Ar");
    }

    @Test
    @DisplayName("24.B 26, AU-13: a live token that is refused for a known scope is a denial")
    void knownScopeIsADenial() throws IOException {
        HostAuth auth = challengedAnonymous();
        Optional<String> sent = auth.authorization(get("r"));
        assertFails(auth, BEARER + ",error=\"insufficient_scope\"", sent, ErrorKind.HTTP_UNAUTHORIZED, "unauthorized");

        auth.challenged(get("r"), List.of(BEARER), Optional.of("Bearer of-another-time"));
        time.advance(Duration.ofMinutes(2));
        auth.challenged(get("r"), List.of(BEARER), sent);
        token("t2");
        assertThat(auth.authorization(get("r"))).contains("Bearer t2");
    }

    @Test
    @DisplayName("AU-13: a token that was good and is refused is given up once; the same token again is a denial")
    void revokedToken() throws IOException {
        HostAuth auth = challengedAnonymous();
        Optional<String> first = auth.authorization(get("r"));
        auth.accepted(get("r"), first.orElseThrow());
        auth.challenged(get("r"), List.of(BEARER), first);
        token("t2");
        Optional<String> second = auth.authorization(get("r"));
        assertThat(second).contains("Bearer t2");
        assertFails(auth, BEARER, second, ErrorKind.HTTP_UNAUTHORIZED, "unauthorized");

        auth.accepted(get("r"), "Bearer t2");
        auth.challenged(get("r"), List.of(BEARER), second);
        token("t2");
        auth.accepted(get("r"), auth.authorization(get("r")).orElseThrow());
        assertFails(auth, BEARER, second, ErrorKind.HTTP_UNAUTHORIZED, "unauthorized");
        assertThat(requests).hasSize(3);
    }

    @Test
    @DisplayName("OJ-3: tokens of 500 repositories are remembered, the least recently used is forgotten")
    void forgetsTheOldest() throws IOException {
        HostAuth auth = auth(Credential.NONE, true);
        for (int i = 0; i <= 500; i++) {
            token("t" + i);
            auth.challenged(get("r" + i), List.of(BEARER), Optional.empty());
            auth.authorization(get("r" + i));
        }
        assertThat(auth.authorization(get("r0"))).isEmpty();
        assertThat(auth.authorization(get("r1"))).contains("Bearer t1");
    }

    @Test
    @DisplayName("24.B 31, AU-13: ten threads with an expired token fetch one")
    void oneThreadFetches() throws Exception {
        HostAuth auth = challengedAnonymous();
        auth.authorization(get("r"));
        time.advance(Duration.ofMinutes(2));
        token("t2");
        List<FutureTask<Optional<String>>> threads = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            FutureTask<Optional<String>> task = new FutureTask<>(() -> auth.authorization(get("r")));
            Thread.ofPlatform().start(task);
            threads.add(task);
        }
        for (FutureTask<Optional<String>> thread : threads) {
            assertThat(thread.get()).contains("Bearer t2");
        }
        assertThat(requests).hasSize(2);
    }

    @Test
    @DisplayName("24.B 32, AU-18: the scope of the mount source is asked for, and given up when refused")
    void mountScope() throws IOException {
        HostAuth auth = auth(LOGIN, true);
        AuthRequest mount = new AuthRequest(url("r"), "POST", "r", List.of("repository:from:pull"));
        auth.challenged(mount, List.of(BEARER.replace("pull", "pull,push")), Optional.empty());
        replies.add(reply(403, ""));
        token("t1");
        assertThat(auth.authorization(mount)).contains("Bearer t1");
        assertThat(requests.get(0).url())
                .contains("scope=repository%3Ar%3Apull%2Cpush&scope=repository%3Afrom%3Apull&");
        assertThat(requests.get(1).url()).doesNotContain("from");
        assertThat(auth.authorization(mount)).as("not asked again").contains("Bearer t1");
        assertThat(requests).hasSize(2);
    }

    @ParameterizedTest
    @DisplayName("AU-2: the login goes to the configured host only")
    @CsvSource({
        "https://reg.example/x, true",
        "https://REG.example:443/x, true",
        "https://reg.example:8443/x, false",
        "http://reg.example/x, false",
        "https://other.example/x, false",
        "https://reg.example.evil/x, false",
        "https://reg.example@evil.example/x, false",
        "https://evil.example/?https://reg.example/, false",
        "https://me@reg.example/x|{?a=|{}, true"
    })
    void loginStaysHome(String url, boolean allowed) throws IOException {
        HostAuth auth = auth(LOGIN);
        AuthRequest request = new AuthRequest(url, "GET", "r", List.of());
        if (allowed) {
            auth.challenged(request, List.of(BASIC), Optional.empty());
            assertThat(auth.authorization(request)).contains("Basic bWU6cHc=");
        } else {
            assertThatThrownBy(() -> auth.challenged(request, List.of(BASIC), Optional.empty()))
                    .hasMessage("no credentials available: unauthorized");
            token("anonymous");
            auth.challenged(request, List.of(BEARER), Optional.empty());
            assertThat(auth.authorization(request)).contains("Bearer anonymous");
            assertThat(requests.getFirst().authorization()).isEmpty();
        }
    }

    @Test
    @DisplayName("AU-15: a token server that keeps failing is asked twice and named")
    void tokenServerFails() throws IOException {
        HostAuth auth = auth(Credential.NONE);
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        replies.add(new TokenReply(500, "", "out of order"));
        replies.add(new TokenReply(503, "", "out of order"));
        assertThatThrownBy(() -> auth.authorization(get("r")))
                .hasMessage("unauthorized: token server https://reg.example/token answered [http 503]: out of order");
        assertThat(requests).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"500, '', 2", "429, '', 2", "200, '{\"tok', 2", "403, '', 1", "200, '{}', 1"})
    @DisplayName("AU-15: one overload or unreadable answer of the token server is passed over, a refusal is not")
    void tokenServerFailsOnce(int status, String body, int asked) throws IOException {
        HostAuth auth = auth(Credential.NONE);
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        replies.add(new TokenReply(status, body, ""));
        token("second");
        if (asked == 2) {
            assertThat(auth.authorization(get("r"))).contains("Bearer second");
        } else {
            assertThatThrownBy(() -> auth.authorization(get("r"))).isInstanceOf(RegistryException.class);
        }
        assertThat(requests).hasSize(asked);
    }

    @Test
    @DisplayName("ER-2: nothing that holds a secret prints it")
    void printsNoSecrets() {
        String printed = new TokenRequest("c", "u", Optional.of("Basic secret"), Optional.of("refresh_token=secret"))
                + " " + new TokenReply(200, "secret", "") + new BearerToken("secret", "secret", ManualTime.START);
        assertThat(printed).doesNotContain("secret");
    }

    private HostAuth auth(Credential login) {
        return auth(login, false);
    }

    private HostAuth auth(Credential login, boolean perRepository) {
        return new HostAuth("https://reg.example/", perRepository, "agent", () -> login, this::answer, time);
    }

    /** Without a login, challenged once; the next token is {@code t1}. */
    private HostAuth challengedAnonymous() throws IOException {
        HostAuth auth = auth(Credential.NONE);
        token("t1");
        auth.challenged(get("r"), List.of(BEARER), Optional.empty());
        return auth;
    }

    private TokenReply answer(TokenRequest request) throws IOException {
        requests.add(request);
        if (replies.isEmpty()) {
            throw new IOException("no token reply prepared");
        }
        return replies.pop();
    }

    private void token(String value) {
        replies.add(reply(200, "{\"token\":\"" + value + "\"}"));
    }

    private static TokenReply reply(int status, String body) {
        return new TokenReply(status, body, "");
    }

    private String form(int index) {
        return URLDecoder.decode(requests.get(index).form().orElseThrow(), StandardCharsets.UTF_8);
    }

    private static void assertFails(HostAuth auth, String line, Optional<String> sent, ErrorKind kind, String message) {
        assertThatThrownBy(() -> auth.challenged(get("r"), List.of(line), sent))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    private static AuthRequest get(String repository) {
        return new AuthRequest(url(repository), "GET", repository, List.of());
    }

    private static AuthRequest put(String repository) {
        return new AuthRequest(url(repository), "PUT", repository, List.of());
    }

    private static String url(String repository) {
        return "https://reg.example/v2/" + repository + "/manifests/latest";
    }
}
