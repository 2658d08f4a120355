// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.regclient.error.RegistryException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/regsync-state.md: the address of a state. */
class DatabaseTest {
    private static final Path DIRECTORY = Path.of("/etc/regsync");

    private static Database of(String url) throws RegistryException {
        return Database.of(url, DatabaseLogin.NONE, DIRECTORY);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "sqlite:state.db, sqlite:/etc/regsync/state.db",
        "sqlite:../state.db, sqlite:/etc/state.db",
        "sqlite:/var/lib/regsync/state.db, sqlite:/var/lib/regsync/state.db",
        "sqlite:///var/lib/regsync/state.db, sqlite:/var/lib/regsync/state.db",
        "postgresql://db/regsync, postgresql://db/regsync",
        "postgres://db:5433/regsync, postgresql://db:5433/regsync",
        "postgresql://user:secret@db.example/regsync?sslmode=verify-full, postgresql://db.example/regsync",
        "postgresql://db/regsync?user=u&password=secret, postgresql://db/regsync",
        "'postgresql://one,two:5433/regsync?targetServerType=primary', 'postgresql://one,two:5433/regsync'",
        "postgresql://[::1]:5432/re%67sync, postgresql://[::1]:5432/regsync"
    })
    void names(String url, String name) throws RegistryException {
        assertThat(of(url).name()).isEqualTo(name);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sqlite: | write sqlite:PATH with the path of a file",
                "sqlite:state.db?mode=ro | sqlite:PATH takes no parameters such as ?mode=ro",
                "sqlite://host/state.db | write sqlite:PATH with the path of a file",
                "mysql://db/regsync | mysql is no kind of state, write sqlite:PATH or postgresql://HOST/DATABASE",
                "state.db | \"\" is no kind of state, write sqlite:PATH or postgresql://HOST/DATABASE",
                "postgresql://db | postgresql://db needs one name of a database behind the host",
                "postgresql://db/a/b | postgresql://db needs one name of a database behind the host",
                "postgresql://a,db:99999/a | there is no port 99999",
                "postgresql://u:50%@db/a | a % that is no %XX; a % itself is written %25",
            })
    void refused(String url, String why) {
        assertThatThrownBy(() -> of(url)).hasMessage("invalid state url: " + why);
    }

    @Test
    @DisplayName("a password that cuts the URL short is not in the message")
    void secretsStay() {
        assertThatThrownBy(() -> of("postgresql://user:sec/ret@db/regsync"))
                .hasMessageContaining("special characters of a user or password are written as %XX")
                .hasMessageNotContaining("sec");
        assertThatThrownBy(() -> of("postgresql://user:sec?ret@db/regsync")).hasMessageNotContaining("ret");
    }

    @Test
    @DisplayName("a parameter that would run other code, or a misspelled one, is refused with those that are known")
    void parameters() {
        assertThatThrownBy(() -> of("postgresql://db/regsync?socketFactory=org.example.Evil"))
                .hasMessageStartingWith("invalid state url: a parameter socketFactory is not known, these are: ")
                .hasMessageContaining("sslmode, ");
        assertThatThrownBy(() -> of("postgresql://db/regsync?sslmode")).hasMessageContaining("is not known");
    }

    @Test
    @DisplayName("a file has no login")
    void fileWithLogin() {
        assertThatThrownBy(() -> Database.of("sqlite:a.db", new DatabaseLogin("u", ""), DIRECTORY))
                .hasMessage("invalid state url: a file of SQLite has no user and no password");
    }

    @Test
    @DisplayName("a login does not tell its password")
    void login() {
        assertThat(new DatabaseLogin("u", "secret").toString()).doesNotContain("secret");
    }
}
