// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.regsync.status.StatusFixture;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/server.md: the status page")
class StatusPageTest {
    private static String page(String text) {
        return StatusPage.of(StatusFixture.with(List.of(text)), PageView.of("")).body();
    }

    @Test
    @DisplayName("what a hook holds is shown with its words, as text, and how the wait ends")
    void tellsHowAWaitEnds() {
        assertThat(page("hooks.pre: <i>why</i>"))
                .contains("hooks.pre: &lt;i&gt;why&lt;/i&gt;, until the hook allows it or it is released<")
                .doesNotContain("<i>");
        assertThat(page("rollback")).contains("rollback, until it is released<");
    }
}
