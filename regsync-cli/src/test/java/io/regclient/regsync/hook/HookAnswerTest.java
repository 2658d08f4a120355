// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.regsync.gate.Verdict;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("docs/regsync-hooks.md: answers")
class HookAnswerTest {
    private static Verdict read(String said) throws RegistryException {
        return HookAnswer.read(said.getBytes(StandardCharsets.UTF_8), "hooks.pre");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \r\n\t", "{\"decision\": \"allow\"}", "{\"decision\": \"allow\", \"more\": {}}\n"})
    @DisplayName("nothing, blanks and allow let the image through")
    void allows(String said) throws Exception {
        assertThat(read(said)).isEqualTo(Verdict.allow());
    }

    @Test
    @DisplayName("deny and hold have the reason as one line without control characters, 500 characters at most")
    void reasons() throws Exception {
        assertThat(read("{\"decision\":\"deny\",\"reason\":\" a\\nb\\u001b[31m \"}"))
                .isEqualTo(new Verdict.Deny("hooks.pre", "a\nb\u001b[31m"))
                .hasToString("Deny[gate=hooks.pre, reason=a\\u000ab\\u001b[31m]");
        assertThat(read("{\"decision\":\"hold\"}")).isEqualTo(new Verdict.Hold("hooks.pre", "it gives no reason"));
        Verdict.Deny large = (Verdict.Deny) read("{\"decision\":\"deny\",\"reason\":\"" + "x".repeat(60_000) + "\"}");
        assertThat(large.reason()).hasSize(Verdict.MAX_REASON + "...".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "[\"a\"]", "{\"a\": 1}"})
    @DisplayName("a no with a reason that is no text stays one, whatever fail says")
    void keepsANo(String reason) throws Exception {
        assertThat(read("{\"decision\":\"deny\",\"reason\":" + reason + "}"))
                .isEqualTo(new Verdict.Deny("hooks.pre", "its reason is no text"));
        assertThat(read("{\"reason\":" + reason + ",\"decision\":\"hold\"}"))
                .isEqualTo(new Verdict.Hold("hooks.pre", "its reason is no text"));
        assertThat(read("{\"decision\":\"deny\",\"reason\":null}"))
                .isEqualTo(new Verdict.Deny("hooks.pre", "it gives no reason"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OK",
                "null",
                "[]",
                "\"allow\"",
                "{}",
                "{\"decision\": true}",
                "{\"decision\": \"Allow\"}",
                "{\"decision\": \"maybe\"}",
                "{\"decision\": \"allow\", \"reason\": 1}",
                "{\"decision\": \"allow\"",
                "{\"decision\": \"allow\"} x",
                "{\"decision\": \"allow\", \"decision\": \"deny\"}"
            })
    @DisplayName("all else is no answer")
    void refuses(String said) {
        assertThatThrownBy(() -> read(said))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED))
                .hasMessageContaining("the answer");
    }
}
