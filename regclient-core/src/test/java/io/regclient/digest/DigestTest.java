// SPDX-License-Identifier: Apache-2.0
package io.regclient.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("SH-1, OL-11: digests")
class DigestTest {
    private static final byte[] ABC = "abc".getBytes(StandardCharsets.UTF_8);

    @ParameterizedTest
    @CsvSource({
        "SHA256, sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA384, sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
                + "8086072ba1e7cc2358baeca134c825a7",
        "SHA512, sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    })
    void hashesTheExamplesOfTheStandard(DigestAlgorithm algorithm, String text) throws RegistryException {
        assertThat(algorithm.digest(ABC)).hasToString(text);
        assertThat(Digest.parse(text)).isEqualTo(algorithm.digest(ABC));
        assertThat(Digest.tryParse(text)).contains(algorithm.digest(ABC));
        assertThat(DigestAlgorithm.parse(algorithm.id())).isEqualTo(algorithm);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''              | PARSING_FAILED | invalid checksum digest format: ""
            sha256          | PARSING_FAILED | invalid checksum digest format: "sha256"
            :abcd           | PARSING_FAILED | invalid checksum digest format: ":abcd"
            sha256:         | PARSING_FAILED | invalid checksum digest length: "sha256:"
            sha256:abcd     | PARSING_FAILED | invalid checksum digest length: "sha256:abcd"
            sha256:../../x  | PARSING_FAILED | invalid checksum digest length: "sha256:../../x"
            md5:abcd        | UNSUPPORTED    | digest algorithm md5 is not available
            SHA256:abcd     | UNSUPPORTED    | digest algorithm SHA256 is not available
            """)
    void refuses(String text, ErrorKind kind, String message) {
        assertThatThrownBy(() -> Digest.parse(text)).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e).hasMessage(message);
        });
        assertThat(Digest.tryParse(text)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void acceptsLowerCaseHexOfTheRightLengthOnly(DigestAlgorithm algorithm) {
        String hex = "a".repeat(algorithm.hexLength());
        assertThat(new Digest(algorithm, hex).hex()).isEqualTo(hex);
        for (String wrong :
                new String[] {hex.toUpperCase(java.util.Locale.ROOT), hex + "a", "../" + hex.substring(3)}) {
            assertThat(Digest.tryParse(algorithm.id() + ":" + wrong)).isEmpty();
            assertThatThrownBy(() -> new Digest(algorithm, wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void sortsByText() {
        Digest low = DigestAlgorithm.SHA256.digest(ABC);
        Digest high = DigestAlgorithm.SHA512.digest(ABC);
        assertThat(low).isLessThan(high).isEqualByComparingTo(Digest.sha256(ABC));
    }
}
