// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.config.HostConfig;
import io.regclient.config.TlsMode;
import io.regclient.error.ErrorKind;
import io.regclient.error.RegistryException;
import io.regclient.kit.yaml.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("regsync 3.1: creds")
class HostKeysTest {
    private static final String FULL = """
            creds:
            - registry: reg
              tls: Insecure
              regcert: r
              clientCert: cc
              clientKey: ck
              hostname: hn
              user: us
              pass: pa
              token: to
              credHelper: ch
              credExpire: 1h
              credHost: cho
              pathPrefix: pp
              mirrors: [m1, m2]
              priority: 3
              repoAuth: true
              apiOpts: {disableHead: "true"}
              api: hub
              blobChunk: 10
              blobMax: -1
              reqPerSec: 2.5
              reqConcurrent: 4
              scheme: http
              unknown: {x: y}
            """;

    record Hosts(@Key("registries") List<HostConfig> creds) {}

    private static List<HostConfig> read(String yaml, Expansion expansion) throws RegistryException {
        return SchemaReader.read(Yaml.parse(yaml, "f.yml"), Hosts.class, expansion)
                .value()
                .creds();
    }

    @Test
    void readsEveryKey() throws RegistryException {
        assertThat(read(FULL, Expansion.NONE))
                .containsExactly(HostConfig.builder("reg")
                        .tls(TlsMode.INSECURE)
                        .regcert("r")
                        .clientCert("cc")
                        .clientKey("ck")
                        .hostname("hn")
                        .user("us")
                        .pass("pa")
                        .token("to")
                        .credHelper("ch")
                        .credExpire(Duration.ofHours(1))
                        .credHost("cho")
                        .pathPrefix("pp")
                        .mirrors(List.of("m1", "m2"))
                        .priority(3)
                        .repoAuth(true)
                        .apiOpts(Map.of("disableHead", "true"))
                        .api("hub")
                        .blobChunk(10)
                        .blobMax(-1)
                        .reqPerSec(2.5)
                        .reqConcurrent(4)
                        .scheme("http")
                        .build());
    }

    @Test
    void expandsTheTemplatedKeysOnly() throws RegistryException {
        HostConfig host = read(FULL, (key, text) -> key + "=" + text.toUpperCase(Locale.ROOT))
                .getFirst();
        assertThat(List.of(host.name(), host.user(), host.pass(), host.regcert(), host.clientCert(), host.clientKey()))
                .containsExactly("registry=REG", "user=US", "pass=PA", "regcert=R", "clientCert=CC", "clientKey=CK");
        assertThat(List.of(host.hostname(), host.token(), host.credHelper(), host.credHost(), host.pathPrefix()))
                .containsExactly("hn", "to", "ch", "cho", "pp");
    }

    @Test
    void namesTheKeyOfABadTemplate() {
        Expansion failing = (key, text) -> {
            throw RegistryException.of(ErrorKind.PARSING_FAILED, "unclosed action");
        };
        assertThatThrownBy(() -> read("creds:\n- registry: r\n  user: u", failing))
                .hasMessage("f.yml: creds[0].registry: unclosed action");
        assertThatThrownBy(() -> read("creds:\n- user: u", failing)).hasMessageContaining("creds[0].user");
    }

    @Test
    void emptyEntriesAndListsAreFine() throws RegistryException {
        assertThat(read("", Expansion.NONE)).isEmpty();
        assertThat(read("creds:", Expansion.NONE)).isEmpty();
        assertThat(read("creds: [{registry: r}, ~]", Expansion.NONE))
                .containsExactly(
                        HostConfig.builder("r").build(), HostConfig.builder("").build());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tls: maybe       | f.yml: creds[0].tls: line 2, column 8: unknown TLS value, use enabled, insecure or disabled
            priority: -1     | f.yml: creds[0].priority: line 2, column 13: -1 is out of range
            mirrors: m       | f.yml: creds[0].mirrors: line 2, column 12: string was used where sequence is expected
            repoAuth: yes    | f.yml: creds[0].repoAuth: line 2, column 13: true or false is expected
            credExpire: 1d   | f.yml: creds[0].credExpire: line 2, column 15: a duration with a unit is expected, for example "5m"
            """)
    void namesBadSettings(String setting, String message) {
        assertThatThrownBy(() -> read("creds:\n- " + setting, Expansion.NONE)).hasMessage(message);
    }

    @Test
    @DisplayName("credExpire: a plain integer counts nanoseconds")
    void readsNanoseconds() throws RegistryException {
        assertThat(read("creds: [{credExpire: 5000000000}]", Expansion.NONE)
                        .getFirst()
                        .credExpire())
                .isEqualTo(Duration.ofSeconds(5));
    }
}
