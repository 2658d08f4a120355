// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.json.Json;
import io.regclient.regsync.schema.SchemaValidator;
import io.regclient.testing.ExampleFiles;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/server.md: the status as JSON")
class StatusJsonTest {
    @Test
    @DisplayName("docs/schema/regsync-status-v1.json is a schema, and the one that the program has")
    void isASchema() throws Exception {
        assertThat(SchemaValidator.problemsOfSchema(StatusJson.schema())).isEmpty();
        assertThat(ExampleFiles.directory().resolveSibling("docs").resolve("schema/regsync-status-v1.json"))
                .content()
                .isEqualTo(StatusJson.schema());
    }

    @Test
    @DisplayName("the schema accepts every status, whatever texts are in it")
    void acceptsDocuments() throws Exception {
        for (ServerStatus status : List.of(
                StatusFixture.empty(), StatusFixture.with(List.of("a")), StatusFixture.with(StatusFixture.HOSTILE))) {
            String document = StatusJson.of(status);
            assertThat(SchemaValidator.of(StatusJson.schema()).problemsOfJson(document))
                    .isEmpty();
            assertThat(Json.parse(document, "status")).isNotNull();
        }
    }

    @Test
    @DisplayName("the schema refuses what is no status")
    void refusesOthers() throws Exception {
        String document = StatusJson.of(StatusFixture.with(List.of("a")));
        for (String wrong : List.of(
                "{}",
                document.replace("\"version\": 1", "\"version\": 2"),
                document.replace("\"failed\"", "\"broken\""),
                document.replace("\"lagSeconds\": 90", "\"lagSeconds\": -1"))) {
            assertThat(SchemaValidator.of(StatusJson.schema()).problemsOfJson(wrong))
                    .isNotEmpty();
        }
    }
}
