// SPDX-License-Identifier: Apache-2.0
package io.regclient.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import okhttp3.Headers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WireLogTest {

    @Test
    @DisplayName("ER-2: logged headers keep names and order of lines, secrets are masked")
    void showsHeadersWithoutSecrets() {
        Headers headers = new Headers.Builder()
                .add("Accept", "a/b")
                .add("Accept", "c/d")
                .add("Authorization", "Bearer secret")
                .add("Location", "https://h/?X-Amz-Signature=secret")
                .build();
        assertThat(WireLog.shown(headers))
                .containsEntry("Accept", List.of("a/b", "c/d"))
                .containsEntry("Authorization", List.of("***"))
                .containsEntry("Location", List.of("https://h/?X-Amz-Signature=***"));
    }
}
