// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.testing.CliRunner;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hidden commands about texts (contract regctl 9.5, 13.14). */
class RefAndDigestTest {
    private static final String OF_ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private CliRunner regctl;

    @BeforeEach
    void useADirectoryOfTheTest(@TempDir Path directory) {
        regctl = ProgramRunner.of(Regctl.PROGRAM, directory);
    }

    @ParameterizedTest
    @DisplayName("9.5, 5.1, 7.7: a reference and its parts, without a line break")
    @CsvSource(
            delimiter = '|',
            value = {
                "nginx|{{.CommonName}}|docker.io/library/nginx:latest",
                "localhost:5000/a/b:1|{{.Registry}} {{.Repository}} {{.Tag}}|localhost:5000 a/b 1",
                "ocidir://path/to:1|{{.Scheme}} {{.Path}} {{.Tag}}|ocidir path/to 1",
                "ocidir://path|{{.CommonName}}|ocidir://path",
                "nginx|raw|raw"
            })
    void showsReferences(String reference, String format, String expected) {
        regctl.run("ref", reference, "--format", format)
                .check()
                .succeeds()
                .out(expected)
                .errIsEmpty();
    }

    @Test
    @DisplayName("9.5: what is no reference, and how many there are")
    void refusesOthers() {
        regctl.run("ref", "nginx").check().succeeds().out("docker.io/library/nginx:latest");
        regctl.run("ref", "invalid*ref")
                .check()
                .exits(1)
                .out("")
                .err("failed to parse invalid*ref: invalid reference \"invalid*ref\"\n");
        regctl.run("ref").check().exits(1).err("accepts 1 arg(s), received 0\n");
    }

    @Test
    @DisplayName("9.5: the digest of standard input, without a line break")
    void showsDigests() {
        regctl.stdin("abc").run("digest").check().succeeds().out(OF_ABC).errIsEmpty();
        regctl.stdin("abc")
                .run("digest", "--format", "{{.Algorithm}} {{.Hex}} {{.}}")
                .check()
                .succeeds()
                .out("sha256 " + OF_ABC.substring(7) + " " + OF_ABC);
        regctl.stdin("abc")
                .run("digest", "--algorithm", "sha512", "--format", "{{.Encoded}}")
                .check()
                .succeeds()
                .out("ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    }

    @Test
    @DisplayName("9.5, 1.3: another algorithm, or arguments")
    void refusesOtherAlgorithms() {
        regctl.stdin("abc")
                .run("digest", "--algorithm", "md5")
                .check()
                .exits(1)
                .out("")
                .err("digest algorithm md5 is not available\n");
        regctl.run("digest", "x").check().exits(1).err("accepts 0 arguments, received 1\n");
    }
}
