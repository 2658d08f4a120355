// SPDX-License-Identifier: Apache-2.0
package io.regclient.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.error.RegistryException;
import io.regclient.json.Json;
import io.regclient.server.registry.WireClient.Answer;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListApiTest {
    @RegisterExtension
    static final RegistryExtension REGISTRY = RegistryExtension.with(options -> options.pageSize(4));

    private final WireClient shared;

    ListApiTest(InProcessRegistry registry) {
        shared = client(registry);
    }

    private static WireClient client(InProcessRegistry registry) {
        return new WireClient(registry.uri().resolve("/v2/"));
    }

    private static List<String> tags(Answer answer) throws RegistryException {
        return Json.parseObject(answer.body(), "tags").strings("tags");
    }

    private static void tag(TestRepository repository, String... tags) {
        repository.put(ImageFixture.small(1), tags);
    }

    @Test
    void tagsAreSortedByBytes(TestRepository repository) throws RegistryException {
        tag(repository, "b", "a", "B", "_");
        Answer answer = WireClient.of(repository).get("tags/list");
        assertThat(answer.text()).startsWith("{\"name\":\"" + repository.name() + "\",");
        assertThat(tags(answer)).containsExactly("B", "_", "a", "b");
        assertThat(answer.next()).isEmpty();
    }

    @Test
    @DisplayName("TG-2: pages follow the Link header, the server's page size is a ceiling")
    void pages(TestRepository repository) throws RegistryException {
        tag(repository, IntStream.range(10, 20).mapToObj(i -> "t" + i).toArray(String[]::new));
        WireClient client = WireClient.of(repository);
        Answer first = client.get("tags/list?n=100");
        assertThat(tags(first)).containsExactly("t10", "t11", "t12", "t13");
        assertThat(first.header("Link"))
                .isEqualTo("</v2/" + repository.name() + "/tags/list?last=t13&n=4>; rel=\"next\"");
        Answer second = client.get(first.next());
        Answer third = client.get(second.next());
        assertThat(tags(third)).containsExactly("t18", "t19");
        assertThat(third.next()).isEmpty();
    }

    @Test
    @DisplayName("SP-8: n=0 is an empty list without Link; last need not exist")
    void edgeCases(TestRepository repository) throws RegistryException {
        tag(repository, "a", "c", "e");
        WireClient client = WireClient.of(repository);
        Answer none = client.get("tags/list?n=0");
        assertThat(tags(none)).isEmpty();
        assertThat(none.next()).isEmpty();
        assertThat(tags(client.get("tags/list?last=b"))).containsExactly("c", "e");
        assertThat(tags(client.get("tags/list?last=e"))).isEmpty();
        assertThat(tags(client.get("tags/list?n=2&last=a"))).containsExactly("c", "e");
        assertThat(client.get("tags/list?n=2&last=a").next()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "99999999999"})
    void refusesNumbersThatAreNone(String n) {
        Answer answer = shared.get("_catalog?n=" + n);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("PAGINATION_NUMBER_INVALID");
    }

    @Test
    void unknownRepositoryHasNoTags(TestRepository repository) {
        Answer answer = WireClient.of(repository).get("tags/list");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.text()).contains("NAME_UNKNOWN");
    }

    @Test
    @DisplayName("TG-5: a repository with blobs only has an empty list")
    void repositoryWithoutTags(TestRepository repository) throws RegistryException {
        WireClient.of(repository).upload(new byte[1]);
        assertThat(tags(WireClient.of(repository).get("tags/list"))).isEmpty();
    }

    @Test
    @DisplayName("TG-9: the catalog is paged too and knows nested repositories")
    void catalog() throws RegistryException {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().pageSize(2).start()) {
            for (String name : new String[] {"b", "a", "a/b", "a/b/c.d", "blobs/x"}) {
                registry.put(name, ImageFixture.small(1), "latest");
            }
            List<String> names = new ArrayList<>();
            for (String path = "_catalog"; !path.isEmpty(); ) {
                Answer answer = client(registry).get(path);
                names.addAll(Json.parseObject(answer.body(), "catalog").strings("repositories"));
                path = answer.next();
            }
            assertThat(names).containsExactly("a", "a/b", "a/b/c.d", "b", "blobs/x");
            assertThat(registry.requests().count("GET", "_catalog")).isEqualTo(3);
        }
    }

    @Test
    void emptyCatalog() {
        try (InProcessRegistry registry = InProcessRegistry.start()) {
            assertThat(client(registry).get("_catalog").text()).isEqualTo("{\"repositories\":[]}");
        }
    }

    @Test
    void aThousandPages(TestRepository repository) throws RegistryException {
        String[] names = IntStream.range(1000, 2000).mapToObj(i -> "v" + i).toArray(String[]::new);
        tag(repository, names);
        WireClient client = WireClient.of(repository);
        List<String> found = new ArrayList<>();
        int pages = 0;
        for (String path = "tags/list?n=1"; !path.isEmpty(); pages++) {
            Answer answer = client.get(path);
            found.addAll(tags(answer));
            path = answer.next();
        }
        assertThat(pages).isEqualTo(1000);
        assertThat(found).containsExactly(names);
    }

    @Test
    void headOfAListHasItsLength(TestRepository repository) {
        tag(repository, "a");
        WireClient client = WireClient.of(repository);
        Answer head = client.head("tags/list");
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Length"))
                .isEqualTo(Integer.toString(client.get("tags/list").body().length));
    }
}
