// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliRunner;
import io.regclient.testing.ProgramRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings for all registries (contract regctl 9.3). */
class ConfigCommandsTest {
    @TempDir
    Path directory;

    private Path file;
    private CliRunner regctl;

    @BeforeEach
    void useAFileOfTheTest() {
        file = directory.resolve("regctl.json");
        regctl = ProgramRunner.of(Regctl.PROGRAM, directory).env("REGCTL_CONFIG", file.toString());
    }

    private String get(String format) {
        var result = regctl.run("config", "get", "--format", format);
        result.check().succeeds().errIsEmpty();
        return result.out();
    }

    @Test
    @DisplayName("14: an empty configuration is {}, settings are read back, and without them it is {} again")
    void setsAndResets() throws IOException {
        regctl.run("config", "get").check().succeeds().out("{}\n").errIsEmpty();

        regctl.run("config", "set", "--blob-limit", "123456", "--docker-cert=false", "--docker-cred=false")
                .check()
                .succeeds()
                .out("")
                .errIsEmpty();
        assertThat(Files.readString(file))
                .isEqualTo("{\n  \"blobLimit\": 123456,\n  \"incDockerCert\": false,\n  \"incDockerCred\": false\n}");
        assertThat(get("{{.BlobLimit}} {{.IncDockerCert}} {{.IncDockerCred}}")).isEqualTo("123456 false false");

        regctl.run("config", "set", "--default-cred-helper", "docker-credential-test")
                .check()
                .succeeds();
        assertThat(get("{{.HostDefault.CredHelper}} {{.BlobLimit}}")).isEqualTo("docker-credential-test 123456");
        assertThat(Files.readString(file))
                .contains("\"hostDefault\": {\n    \"credHelper\": \"docker-credential-test\"\n  }");

        regctl.run("config", "set", "--blob-limit", "0", "--docker-cert", "--docker-cred=true")
                .check()
                .succeeds();
        regctl.run("config", "set", "--default-cred-helper", "").check().succeeds();
        assertThat(Files.readString(file)).isEqualTo("{}");
        regctl.run("config", "get").check().succeeds().out("{}\n");
    }

    @Test
    @DisplayName("9.3.2: only given flags act; the file is written without any")
    void changesWhatIsGiven() throws IOException {
        Files.writeString(file, "{\"blobLimit\": 5, \"hosts\": {\"h:1\": {\"tls\": \"disabled\"}}, \"unknown\": 1}");

        regctl.run("config", "set").check().succeeds().out("");

        assertThat(Files.readString(file))
                .isEqualTo("{\n  \"hosts\": {\n    \"h:1\": {\n      \"tls\": \"disabled\"\n    }\n  },\n"
                        + "  \"blobLimit\": 5,\n  \"unknown\": 1\n}");
    }

    @Test
    @DisplayName("9.3.2: a default helper that goes leaves the other defaults of registries")
    void keepsOtherDefaults() throws IOException {
        Files.writeString(file, "{\"hostDefault\": {\"credHelper\": \"old\", \"reqPerSec\": 3}}");

        regctl.run("config", "set", "--default-cred-helper=").check().succeeds();

        assertThat(get("{{json .HostDefault}}")).isEqualTo("{\"reqPerSec\":3}\n");
    }

    @Test
    @DisplayName("9.3.1, 13.41: passwords, tokens and keys are not shown")
    void hidesSecrets() throws IOException {
        Files.writeString(
                file,
                "{\"hosts\": {\"h:1\": {\"user\": \"me\", \"pass\": \"p1\", \"token\": \"t1\", \"clientKey\": \"k1\"}}}");

        assertThat(get("{{ printPretty . }}"))
                .isEqualTo("{\n  \"hosts\": {\n    \"h:1\": {\n      \"user\": \"me\"\n    }\n  }\n}\n");
        assertThat(get("{{.Filename}} {{(index .Hosts \"h:1\").User}}")).isEqualTo(file + " me");
    }

    @Test
    @DisplayName("1.2, 3.3: a wrong value or an unreadable file changes nothing")
    void refusesWrongValues() throws IOException {
        regctl.run("config", "set", "--blob-limit", "-1")
                .check()
                .exits(1)
                .err("invalid argument \"-1\" for \"--blob-limit\" flag: a number of bytes is not negative\n");
        assertThat(file).doesNotExist();

        Files.writeString(file, "{\"version\": 2}");
        regctl.run("config", "set", "--docker-cert=false").check().exits(1).errContains("unsupported config version");
        regctl.run("config", "get").check().exits(1).out("").errContains("unsupported config version");
        assertThat(Files.readString(file)).isEqualTo("{\"version\": 2}");
    }

    @Test
    @DisplayName("1.3, 1.5: no arguments; the group shows its commands")
    void takesNoArguments() {
        regctl.run("config", "get", "x").check().exits(1).err("accepts 0 arguments, received 1\n");
        regctl.run("config").check().succeeds().outContains("\n  get show the settings\n");
    }
}
