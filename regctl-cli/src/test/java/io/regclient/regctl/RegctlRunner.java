// SPDX-License-Identifier: Apache-2.0
package io.regclient.regctl;

import io.regclient.cli.Streams;
import io.regclient.config.Environment;
import io.regclient.testing.CliRunner;
import io.regclient.testing.InProcessRegistry;
import java.nio.file.Path;

/** Runs regctl inside the test. */
final class RegctlRunner {
    private RegctlRunner() {}

    static CliRunner in(Path directory) {
        return CliRunner.of(
                call -> Regctl.PROGRAM.run(
                        call.args(),
                        new Streams(call.out(), call.err(), call.in(), false),
                        Environment.of(call.environment(), directory, call.directory())),
                directory);
    }

    /** The value of {@code --host} that reaches a registry of the test over plain HTTP. */
    static String host(InProcessRegistry registry) {
        return "reg=" + registry.host() + ",tls=disabled";
    }
}
