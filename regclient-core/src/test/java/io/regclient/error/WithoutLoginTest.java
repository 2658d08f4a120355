// SPDX-License-Identifier: Apache-2.0
package io.regclient.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.json.Json;
import io.regclient.ref.Ref;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not shown of a text that somebody gave where a name belongs. */
class WithoutLoginTest {
    @ParameterizedTest
    @DisplayName("a login in front of a host is masked, tags and digests stay")
    @CsvSource({
        "https://joe:s3cret@host/x:y, https://***@host/x:y",
        "joe:s3cret@host:5000/x:y, ***@host:5000/x:y",
        "joe:s3/c@ret@host, ***@host",
        "joe:s3cret@host/x@sha256:00, ***@host/x@sha256:00",
        "host:5000/x:y@sha256:00, host:5000/x:y@sha256:00",
        "ocidir://dir:tag@sha512:00, ocidir://dir:tag@sha512:00",
        "host/x@y, host/x@y",
        "s3cret@host.example/x:y, ***@host.example/x:y",
        "s3cret@localhost, ***@localhost",
        "s3cret@host.example, ***@host.example",
        "s3cret@127.0.0.1:5000, ***@127.0.0.1:5000",
        "https://s3cret@host/x, https://***@host/x",
        "//joe:s3cret@host/x, //***@host/x",
        "//s3cret@host/x, //***@host/x",
        "/joe:s3cret@host/x, /***@host/x",
        "HTTPS://joe:s3cret@host/x, HTTPS://***@host/x",
        "'set=now,base-ref=joe:s3cret@host/x', ***@host/x",
        "alpine@latest, alpine@latest",
        "alpine@3.19, alpine@3.19",
        "alpine@sha256:12345, alpine@sha256:12345",
        "alpine@sha256:12/x, alpine@sha256:12/x"
    })
    void masks(String text, String shown) {
        assertThat(VisibleText.withoutLogin(text)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://joe:s3cret@host/x:y", "joe:s3cret@host/x:y", "s3cret@host/x:y", "https://s3cret@host/x"
            })
    void referencesThatDoNotParseAreShownWithoutIt(String text) {
        assertThatThrownBy(() -> Ref.parse(text))
                .hasMessageContaining("***@host")
                .message()
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> Ref.parseHost(text)).message().doesNotContain("s3cret");
    }

    @Test
    @DisplayName("the JSON parser's remark on its source is left out")
    void truncatedJson() {
        assertThatThrownBy(() -> Json.parse("{\"a\": [1", "f"))
                .hasMessageContaining("(line 1, column ")
                .message()
                .doesNotContain("Source", "REDACTED");
    }
}
