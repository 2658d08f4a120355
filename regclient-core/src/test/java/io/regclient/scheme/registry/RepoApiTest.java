// SPDX-License-Identifier: Apache-2.0
package io.regclient.scheme.registry;

import static io.regclient.scheme.registry.Failures.failure;
import static io.regclient.scheme.registry.ScriptedRegistry.HOST;
import static io.regclient.scheme.registry.ScriptedRegistry.REPO;
import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.model.RepoList;
import io.regclient.ref.Ref;
import io.regclient.ref.RegistryRef;
import io.regclient.scheme.Access;
import io.regclient.scheme.ListOptions;
import io.regclient.throttle.Throttle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RepoApiTest {
    private final ScriptedRegistry registry = new ScriptedRegistry();
    private final RegistryScheme scheme = registry.scheme();

    @AfterEach
    void everythingWasAskedAndClosed() {
        registry.verify();
    }

    @Test
    @DisplayName("24.E 85, TG-9: one page of the catalog, a Link header is told but not followed")
    void listsOnePage() throws IOException {
        registry.on("GET /v2/_catalog?last=a&n=2")
                .answer(200, "Content-Type: application/json", "Link: </v2/_catalog?last=c>; rel=next")
                .body("{\"repositories\":[\"b\",\"c\"]}");
        RepoList list = scheme.listRepos(HOST, new ListOptions(OptionalInt.of(2), Optional.of("a")));
        assertThat(list.repositories()).containsExactly("b", "c");
        assertThat(list.more()).isTrue();
        assertThat(list.headers()).containsKey("Link");
        assertThat(registry.last().call().rules().skipMirrors()).isTrue();
        assertThat(registry.last().call().target().repository()).isEmpty();
        assertThat(registry.last().header("Accept")).containsExactly("application/json");
    }

    @Test
    @DisplayName("TG-9: text/plain is accepted, null is an empty list")
    void emptyCatalog() throws IOException {
        registry.on("GET /v2/_catalog").answer(200, "Content-Type: text/plain").body("{\"repositories\":null}");
        RepoList list = scheme.listRepos(HOST, ListOptions.ALL);
        assertThat(list.repositories()).isEmpty();
        assertThat(list.more()).isFalse();
    }

    @Test
    @DisplayName("24.E 85, TG-9, regctl 2.7: failures keep their kind and name the host")
    void failures() {
        registry.on("GET /v2/_catalog").answer(401);
        RegistryException e = failure(ErrorKind.HTTP_UNAUTHORIZED, () -> scheme.listRepos(HOST, ListOptions.ALL));
        assertThat(e.getMessage()).startsWith("failed to list repositories for " + HOST + ": request failed: ");
        registry.on("GET /v2/_catalog").answer(405);
        failure(ErrorKind.HTTP_STATUS, () -> scheme.listRepos(HOST, ListOptions.ALL));
        registry.on("GET /v2/_catalog").answer(200, "Content-Type: text/html");
        failure(ErrorKind.UNSUPPORTED_MEDIA_TYPE, () -> scheme.listRepos(HOST, ListOptions.ALL));
    }

    @Test
    @DisplayName("TG-9: the catalog is limited in size")
    void hugeCatalog() throws IOException {
        String catalog = "{\"repositories\":[\"a\"]}";
        String longest = catalog + " ".repeat(PageWalk.MAX_TOTAL_BYTES - catalog.length());
        registry.on("GET /v2/_catalog")
                .answer(200, "Content-Type: application/json")
                .body(longest);
        assertThat(scheme.listRepos(HOST, ListOptions.ALL).repositories()).containsExactly("a");
        registry.on("GET /v2/_catalog")
                .answer(200, "Content-Type: application/json")
                .body(longest + " ");
        failure(ErrorKind.SIZE_LIMIT_EXCEEDED, () -> scheme.listRepos(HOST, ListOptions.ALL));
    }

    @Test
    @DisplayName("TG-9: a name with a slash is no registry")
    void nameWithSlash() {
        failure(ErrorKind.PARSING_FAILED, () -> scheme.listRepos(HOST + "/app", ListOptions.ALL));
    }

    @Test
    @DisplayName("TG-10: ping asks for the root of the API and shows the headers")
    void pings() throws IOException {
        registry.on("GET /v2/").answer(200, "Docker-Distribution-Api-Version: registry/2.0");
        assertThat(scheme.ping(RegistryRef.ofRegistry(HOST)).headers())
                .containsEntry("Docker-Distribution-Api-Version", List.of("registry/2.0"));
        assertThat(registry.last().call().rules().skipMirrors()).isTrue();
        registry.on("GET /v2/").answer(200);
        scheme.ping(REPO);
    }

    @Test
    @DisplayName("24.E 86, TG-10: a refused login is a failure of its kind with the host's name")
    void refusedPing() {
        registry.on("GET /v2/").answer(401);
        RegistryException e = failure(ErrorKind.HTTP_UNAUTHORIZED, () -> scheme.ping(RegistryRef.ofRegistry(HOST)));
        assertThat(e.getMessage()).startsWith("failed to ping registry " + HOST + ": request failed: ");
        registry.on("GET /v2/").answer(204);
        failure(ErrorKind.HTTP_STATUS, () -> scheme.ping(RegistryRef.ofRegistry(HOST)));
    }

    @Test
    @DisplayName("CO-3: a read takes slots of the mirrors too, a write of the registry alone")
    void throttles() throws IOException {
        List<String> asked = new ArrayList<>();
        List<Boolean> closed = new ArrayList<>();
        Throttle throttle = new Throttle("x", 1);
        RegistryScheme own = new RegistryScheme(
                registry,
                name -> ScriptedRegistry.host(0, 0, ""),
                (name, mirrors) -> {
                    asked.add(name + " " + mirrors);
                    return List.of(throttle);
                },
                () -> closed.add(true),
                registry.time,
                RegistrySchemeOptions.DEFAULT);
        assertThat(own.throttles(REPO, Access.READ)).containsExactly(throttle);
        own.throttles(REPO, Access.WRITE);
        assertThat(own.throttles(Ref.parse("ocidir://x"), Access.READ)).isEmpty();
        own.close();
        assertThat(asked).containsExactly(HOST + " true", HOST + " false");
        assertThat(closed).containsExactly(true);
    }
}
