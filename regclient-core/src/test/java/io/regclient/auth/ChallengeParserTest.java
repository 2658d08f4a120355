// SPDX-License-Identifier: Apache-2.0
package io.regclient.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeParserTest {

    static Stream<Arguments> good() {
        return Stream.of(
                row("Basic realm=\"Registry\"", challenge("basic", "realm", "Registry")),
                row(
                        "Bearer realm=\"https://a.example/token\",service=\"example\",scope=\"repository:a:pull,push\"",
                        challenge(
                                "bearer",
                                "realm",
                                "https://a.example/token",
                                "service",
                                "example",
                                "scope",
                                "repository:a:pull,push")),
                row("bearer REALM=\"x\" , Service = y", challenge("bearer", "realm", "x", "service", "y")),
                row("Bearer service=a-b.c_d~e+f/g", challenge("bearer", "service", "a-b.c_d~e+f/g")),
                row("Basic realm=\"say \\\"hi\\\" \\\\ now\"", challenge("basic", "realm", "say \"hi\" \\ now")),
                row("Basic realm=\"\"", challenge("basic", "realm", "")),
                row("Negotiate", challenge("negotiate")),
                row(
                        "Basic realm=\"a\", Bearer realm=\"b\",service=\"c\"",
                        challenge("basic", "realm", "a"),
                        challenge("bearer", "realm", "b", "service", "c")),
                row("Negotiate, Basic realm=\"a\"", challenge("negotiate"), challenge("basic", "realm", "a")),
                row("Basic realm=\"a\",, charset=UTF-8,", challenge("basic", "realm", "a", "charset", "UTF-8")),
                row(", ,Basic realm=\"a\"", challenge("basic", "realm", "a")),
                row(
                        "Negotiate YIIab+/cd==, Basic realm=\"a\"",
                        challenge("negotiate"),
                        challenge("basic", "realm", "a")),
                row("Basic realm=\"a\", NTLM TlRM=", challenge("basic", "realm", "a"), challenge("ntlm")),
                row("Basic realm=\"a\", Negotiate", challenge("basic", "realm", "a"), challenge("negotiate")),
                row("X!~1 a'b=c|d", challenge("x!~1", "a'b", "c|d")),
                row("Digest realm\t=\t\"a\",qop=auth", challenge("digest", "realm", "a", "qop", "auth")),
                row("  Basic   realm=\"a,b=c\"  ", challenge("basic", "realm", "a,b=c")),
                row(""));
    }

    @ParameterizedTest
    @MethodSource("good")
    @DisplayName("AU-3: header lines that can be read")
    void reads(String line, List<Challenge> expected) throws RegistryException {
        assertThat(ChallengeParser.parse(List.of(line))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer realm=\"x\" service=\"y\"",
                "Bearer realm=\"x",
                "Bearer realm=\"x\\",
                "Bearer realm=\"x\",service",
                "Bearer realm",
                "Bearer realm=",
                "Bearer realm=https://auth.example.org/token",
                "Bearer =\"x\"",
                "=",
                "Bearer@realm=\"x\"",
                "Bearer realm=h\u00f6st"
            })
    @DisplayName("AU-3, AU-4: malformed lines are PARSING_FAILED")
    void refuses(String line) {
        assertThatThrownBy(() -> ChallengeParser.parse(List.of(line)))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED));
    }

    @Test
    @DisplayName("24.B 30, AU-3: a malformed line does not hide a good one")
    void skipsAMalformedLine() throws RegistryException {
        assertThat(ChallengeParser.parse(List.of("Bearer realm=\"", "Bearer realm=\"/token\"")))
                .containsExactly(challenge("bearer", "realm", "/token"));
    }

    @Test
    @DisplayName("AU-3: random text either parses or fails with the one known kind")
    void survivesRandomText() {
        Random random = new Random(3);
        String alphabet = "aB=\"\\, \t/:~Bearer realm";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                line.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(ChallengeParser.parse(List.of(line.toString()))).doesNotContainNull();
            } catch (RegistryException e) {
                assertThat(e.kind()).isEqualTo(ErrorKind.PARSING_FAILED);
            }
        }
    }

    @Test
    @DisplayName("AU-3: a line has at most 16,384 characters, an answer at most 32 challenges")
    void isBounded() throws RegistryException {
        String start = "Bearer realm=\"";
        String fits = start + "x".repeat(ChallengeParser.MAX_LINE - start.length() - 1) + '"';
        assertThat(ChallengeParser.parse(List.of(fits))).hasSize(1);
        String large = start + "x".repeat(ChallengeParser.MAX_LINE - start.length()) + '"';
        assertThat(ChallengeParser.parse(List.of(large, "Basic realm=\"a\"")))
                .containsExactly(challenge("basic", "realm", "a"));
        refuses(large);

        String many = "Basic realm=\"a\", ".repeat(ChallengeParser.MAX_CHALLENGES + 1);
        assertThat(ChallengeParser.parse(List.of(many))).hasSize(ChallengeParser.MAX_CHALLENGES);
        assertThat(ChallengeParser.parse(List.of(many, many))).hasSize(ChallengeParser.MAX_CHALLENGES);
    }

    private static Arguments row(String line, Challenge... expected) {
        return Arguments.of(line, List.of(expected));
    }

    private static Challenge challenge(String type, String... pairs) {
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            parameters.put(pairs[i], pairs[i + 1]);
        }
        return new Challenge(type, parameters);
    }
}
