// SPDX-License-Identifier: Apache-2.0
package io.regclient.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A process of its own that adds hosts to a configuration, one at a time: {@code ConfigWriter FILE PREFIX COUNT}. */
final class ConfigWriter {
    private ConfigWriter() {}

    static void main(String[] args) throws IOException {
        RegctlConfigFile file = new RegctlConfigFile(Path.of(args[0]));
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            HostConfig host =
                    HostConfig.builder(args[1] + i).tls(TlsMode.DISABLED).build();
            file.update(config -> config.withHost(host.name(), Optional.of(host)));
        }
    }
}
