// SPDX-License-Identifier: Apache-2.0
package io.regclient.regbot.sandbox.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regbot.sandbox.ScriptException;
import io.regclient.testing.ImageFixture;
import io.regclient.testing.InProcessRegistry;
import io.regclient.testing.RegistryExtension;
import io.regclient.testing.TestRepository;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code repo} and {@code tag}: contract regbot A7. */
class CatalogFunctionsTest {
    @RegisterExtension
    static final RegistryExtension SMALL_PAGES = RegistryExtension.with(builder -> builder.pageSize(2));

    private final ApiRun run;

    CatalogFunctionsTest(InProcessRegistry registry) {
        this.run = ApiRun.on(registry);
    }

    @Test
    @DisplayName("A7: repo.ls is one request and gives one page")
    void listsOnePageOfRepositories() throws ScriptException {
        try (InProcessRegistry registry =
                InProcessRegistry.builder().pageSize(2).start()) {
            for (String name : new String[] {"a", "b", "c"}) {
                registry.put(name, ImageFixture.small(1), "v1");
            }
            ApiRun own = ApiRun.on(registry);

            assertThat(own.values("table.concat(repo.ls('REG'), ' ')")).isEqualTo("a b");
            assertThat(own.values("table.concat(repo.ls('REG', {limit = 1, last = 'b'}), ' ')"))
                    .isEqualTo("c");
            assertThat(own.values("table.concat(repo.ls('REG', {limit = 'x', last = 5, other = 1}), ' ')"))
                    .isEqualTo("a b");
        }
    }

    @Test
    void refusesHostsThatAreNone() throws ScriptException {
        assertThat(run.values("pcall(repo.ls, 'host/repo')"))
                .startsWith("false\t<string>:1: Failed retrieving repo list: invalid ")
                .endsWith(": \"host/repo\"");
    }

    @Test
    @DisplayName("A7: tag.ls reads whole pages until the limit is reached")
    void listsTags(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "a", "b", "c", "d", "e");
        String name = "'" + repository.fullName() + "'";

        assertThat(run.values("table.concat(tag.ls(" + name + "), ' ')")).isEqualTo("a b c d e");
        assertThat(run.values("#tag.ls(" + name + ", {limit = 3})")).isEqualTo("4");
        assertThat(run.values("table.concat(tag.ls(" + name + ", {last = 'c'}), ' ')"))
                .isEqualTo("d e");
    }

    @Test
    void reportsMissingRepositories() throws ScriptException {
        assertThat(run.values("pcall(tag.ls, 'REG/none')"))
                .startsWith("false\t<string>:1: Failed retrieving tag list: ")
                .contains("404");
    }

    @Test
    @DisplayName("A7: tag.delete leaves other tags of the same digest alone")
    void deletesTheTagAlone(TestRepository repository) throws ScriptException {
        repository.put(ImageFixture.small(1), "keep", "drop");
        String name = repository.fullName();

        assertThat(run.output("local r = reference.new('" + name + "') r:tag('drop')"
                        + " print(select('#', tag.delete(r)), table.concat(tag.ls(r), ' '))"))
                .isEqualTo("0\tkeep");
        assertThat(run.values("pcall(tag.delete, '" + name + ":drop')"))
                .startsWith("false\t<string>:1: Failed deleting \"" + name + ":drop\": ");
    }

    @Test
    @DisplayName("A7: a digest is no tag")
    void refusesToDeleteADigest(TestRepository repository) throws ScriptException {
        String digest = repository.put(ImageFixture.small(1), "v1").digest().toString();

        assertThat(run.values("pcall(tag.delete, '" + repository.fullName() + "@" + digest + "')"))
                .startsWith("false\t<string>:1: Failed deleting \"" + repository.fullName() + "@" + digest + "\": ")
                .contains("tag");
        assertThat(run.values("#tag.ls('" + repository.fullName() + "')")).isEqualTo("1");
    }
}
