// SPDX-License-Identifier: Apache-2.0
package io.regclient.http.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

    @ParameterizedTest
    @DisplayName("ER-2: signatures, logins and tokens are masked, the rest stays readable")
    @CsvSource(
            delimiter = '|',
            value = {
                "h/x?X-Amz-Signature=a&X-Amz-Credential=b/c&n=1 | h/x?X-Amz-Signature=***&X-Amz-Credential=***&n=1",
                "https://h/x?se=2026&sp=r&sig=a%2Fb%3D | https://h/x?se=2026&sp=r&sig=***",
                "h/x?Expires=1&Signature=a~b_&Key-Pair-Id=K | h/x?Expires=1&Signature=***&Key-Pair-Id=***",
                "https://h/x?x-goog-signature=1 | https://h/x?x-goog-signature=***",
                "https://me:pw@h/x | https://***@h/x",
                "refresh_token=a&scope=x:r:pull&password=x | refresh_token=***&scope=x:r:pull&password=***",
                "sent Bearer abcdefghijklmnop1234.x-y_z= to h | sent Bearer *** to h",
                "basic authentication | basic authentication",
                "see eyJhbGciOi.eyJzdWIi.c2ln here | see *** here",
                "/v2/r/tags/list?n=10&last=v1&ns=docker.io | /v2/r/tags/list?n=10&last=v1&ns=docker.io",
                "/v2/r/blobs/uploads/1?_state=abc&digest=sha256:aa | /v2/r/blobs/uploads/1?_state=abc&digest=sha256:aa"
            })
    void masksSecrets(String text, String expected) {
        assertThat(Redaction.text(text)).isEqualTo(expected);
    }

    @Test
    @DisplayName("ER-2: secret headers are masked as a whole, locations like URLs")
    void masksHeaders() {
        assertThat(Redaction.header("AUTHORIZATION", "Basic x")).isEqualTo("***");
        assertThat(Redaction.header("Set-Cookie", "a=b")).isEqualTo("***");
        assertThat(Redaction.header("Location", "https://h/x?sig=1")).isEqualTo("https://h/x?sig=***");
        assertThat(Redaction.header("Accept", "a/b")).isEqualTo("a/b");
    }

    @Test
    @DisplayName("RB-12: foreign text becomes one short line without control characters")
    void oneLine() {
        assertThat(OneLine.of("a\r\n\tb\u001b[31m  c\u202e ")).isEqualTo("a b [31m c");
        assertThat(OneLine.of("x".repeat(1000))).hasSize(403).endsWith("...");
        assertThat(OneLine.of(" ")).isEmpty();
    }

    @Test
    @DisplayName("ER-2: secrets of a very long text are masked in no time, its rest is cut off")
    void longTexts() {
        String hostile = "https://h/?" + "eyJ".repeat(100_000) + "&token=hunter2";
        assertThat(Redaction.text(hostile)).hasSize(Redaction.MAX_TEXT + 3).doesNotContain("hunter2");
        assertThat(Redaction.text("x".repeat(Redaction.MAX_TEXT))).hasSize(Redaction.MAX_TEXT);
        assertThat(Redaction.header("X", "x".repeat(Redaction.MAX_HEADER))).hasSize(Redaction.MAX_HEADER);
    }
}
