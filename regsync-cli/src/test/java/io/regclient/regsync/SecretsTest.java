// SPDX-License-Identifier: Apache-2.0
package io.regclient.regsync;

import static org.assertj.core.api.Assertions.assertThat;

import io.regclient.testing.CliResult;
import io.regclient.testing.ProgramRunner;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that stand where none belongs stay secret (contract core ER-2, regsync 15). */
class SecretsTest {
    @ParameterizedTest
    @DisplayName("a value of creds, or a constant of a template, is in no message")
    @ValueSource(
            strings = {
                "creds: [{registry: r, tls: hunter2}]",
                "creds: [{registry: r, repoAuth: hunter2}]",
                "creds: [{registry: r, priority: hunter2}]",
                "creds: [{registry: r, reqPerSec: hunter2}]",
                "creds: [{registry: r, credExpire: hunter2}]",
                "creds: [{registry: r, blobMax: hunter2}]",
                "creds: [{registry: r, mirrors: hunter2}]",
                "creds: [{registry: r, apiOpts: hunter2}]",
                "creds: hunter2",
                "creds: [hunter2]",
                "creds: [{registry: r, pass: '{{hunter2}}'}]",
                "creds: [{registry: r, pass: '{{hunter2'}]",
                "creds: [{registry: r, pass: '{{env \"hunter2\" 1}}'}]",
                "creds: [{registry: r, user: '{{split \"hunter2\"}}'}]",
                "creds: [{registry: r, clientKey: '{{index \"hunter2\" 99}}'}]",
                "creds: [{registry: r, regcert: '{{join `hunter2` 1}}'}]",
                "sync: [{source: '{{split \"hunter2\"}}', target: b, type: image}]",
                "defaults: {interval: hunter2}",
                "defaults: {parallel: hunter2}",
                "defaults: {fastCheck: hunter2}",
                "creds: [{registry: r, pass: @hunter2}]",
                "creds: [{registry: r, pass: {{hunter2}}}]",
                "creds: [{registry: r, pass: hunter2, hostname: 'http://me:hunter2@h'}]",
                "creds: [{registry: r, clientCert: \"-----BEGIN PRIVATE KEY-----\\nhunter2\\n-----END PRIVATE KEY-----\"}]"
            })
    void keepsSecrets(String yaml, @TempDir Path directory) {
        CliResult result =
                ProgramRunner.of(Regsync.PROGRAM, directory).stdin(yaml).run("config", "-v", "debug", "-c", "-");
        if (!yaml.contains("clientCert") && !yaml.contains("hostname")) {
            result.check().exits(1);
        }
        assertThat(result.err()).doesNotContain("hunter2");
        assertThat(result.out().replace("me:hunter2@h", "")).doesNotContain("hunter2");
    }

    @Test
    @DisplayName("a login in front of a mirror is in no message of a run")
    void keepsLoginOfMirror(@TempDir Path directory) {
        CliResult result =
                ProgramRunner.of(Regsync.PROGRAM, directory).stdin("""
                        creds: [{registry: '127.0.0.1:1', tls: disabled, mirrors: ['joe:hunter2@a.example']}]
                        sync: [{source: '127.0.0.1:1/a', target: 'ocidir://a', type: repository}]
                        """).run("once", "-v", "debug", "-c", "-");
        result.check().exits(1).errContains("wrong hostname of registry ***@a.example");
        assertThat(result.err()).doesNotContain("hunter2");
    }
}
