// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.model.TagList;
import io.regclient.ref.Ref;
import io.regclient.ref.Tag;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ListedTagsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static ListedTags read(String name, Map<String, List<String>> headers, String... tags) throws IOException {
        TagList list = new TagList(
                name,
                List.of(tags),
                List.of(),
                Map.of(),
                new byte[0],
                headers,
                Optional.of("https://registry.example.org/v2/team/app/tags/list"),
                false);
        return ListedTags.of(Ref.parse("registry.example.org/team/app"), list, NOW);
    }

    private static Optional<String> doubt(String header, String value) throws IOException {
        return read("team/app", Map.of(header, List.of(value)), "v1").doubt();
    }

    @Test
    @DisplayName("each tag once, in the order of the list")
    void readsTags() throws IOException {
        ListedTags list = read("team/app", Map.of(), "v2", "v1", "v2");

        assertThat(list.tags()).containsExactly(new Tag("v2"), new Tag("v1"));
        assertThat(list.doubt()).isEmpty();
    }

    @Test
    @DisplayName("a host may call the repository by a longer or a shorter name, or not at all")
    void acceptsNamesOfTheRepository() throws IOException {
        for (String name : List.of("team/app", "proxy/team/app", "app", "")) {
            assertThat(read(name, Map.of(), "v1").doubt()).as(name).isEmpty();
        }
        assertThat(read("team/application", Map.of(), "v1").doubt()).contains("it is the list of \"team/application\"");
    }

    @Test
    @DisplayName("a last page that names another one ended the list too early")
    void doubtsAnEndWithALink() throws IOException {
        assertThat(doubt("link", "</v2/team/app/tags/list?last=v1>; REL=\"Next\""))
                .contains("it ends although it says that more tags follow");
        assertThat(doubt("Link", "</v2/team/app/tags/list>; rel=\"first\"")).isEmpty();
    }

    @Test
    @DisplayName("an answer that is older or younger than an hour is an old one, or the clock has jumped")
    void doubtsOldAnswers() throws IOException {
        assertThat(doubt("Date", "Mon, 30 Nov 2026 11:00:00 GMT")).isEmpty();
        assertThat(doubt("date", "Mon, 30 Nov 2026 10:59:59 GMT"))
                .contains("its answer is of 2026-11-30T10:59:59Z and the clock here says 2026-11-30T12:00:00Z");
        assertThat(doubt("Date", "Mon, 30 Nov 2026 13:00:01 GMT")).isPresent();
        assertThat(doubt("Date", "yesterday")).contains("its answer has no readable date");
    }

    @Test
    @DisplayName("no tag, and names that are none")
    void doubtsOddLists() throws IOException {
        assertThat(read("team/app", Map.of()).doubt()).contains("it lists no tag");
        ListedTags odd = read("team/app", Map.of(), "v1", "a b");
        assertThat(odd.doubt()).contains("it lists \"a b\", which is no tag");
        assertThat(odd.tags()).containsExactly(new Tag("v1"));
    }
}
