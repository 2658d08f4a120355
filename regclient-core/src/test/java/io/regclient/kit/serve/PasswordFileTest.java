// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.server.registry.PasswordCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Users in the format of htpasswd. */
class PasswordFileTest {
    @TempDir
    Path directory;

    private Map<String, PasswordCheck> read(String text) throws IOException {
        return PasswordFile.read(Files.writeString(directory.resolve("users"), text));
    }

    @ParameterizedTest
    @DisplayName("bcrypt and apr1, as htpasswd and openssl make them")
    @CsvSource({
        "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U, $2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "U*U*U, $2b$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a",
        "secret, $apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/"
    })
    void checks(String password, String hash) throws IOException {
        Map<String, PasswordCheck> users = read("# people\n joe:" + hash + " \n\nann:" + hash + "\n");
        assertThat(users).containsOnlyKeys("joe", "ann");
        PasswordCheck check = users.getOrDefault("joe", any -> false);
        assertThat(check.matches(password)).isTrue();
        assertThat(check.matches(password + "x")).isFalse();
        assertThat(check.matches("")).isFalse();
        assertThat(check.matches(password.repeat(100))).isFalse();
    }

    @ParameterizedTest
    @DisplayName("other kinds of hashes, and what is no hash, are refused with the line, not with its text")
    @ValueSource(
            strings = {
                "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
                "rl5FCQTkHZ2mE",
                "plain-secret",
                "$1$abc$def",
                "$5$rounds=1000$abc$def",
                "$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                ""
            })
    void refuses(String stored) {
        assertThatThrownBy(() -> read("\njoe:" + stored + "\n"))
                .hasMessageEndingWith("users, line 2: the password of joe is stored in a way that is not read;"
                        + " bcrypt (htpasswd -B) and apr1 (htpasswd -m) are");
    }

    @Test
    @DisplayName("a line without a colon and a file without users are errors")
    void refusesOtherFiles() {
        assertThatThrownBy(() -> read("joe\n")).hasMessageEndingWith("users, line 1: NAME:HASH is expected");
        assertThatThrownBy(() -> read("# nobody\n")).hasMessageEndingWith("users names no user");
    }
}
