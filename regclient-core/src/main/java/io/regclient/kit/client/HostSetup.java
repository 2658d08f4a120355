// SPDX-License-Identifier: Apache-2.0
package io.regclient.kit.client;

import io.regclient.config.ConfigWarning;
import io.regclient.config.CredentialPrograms;
import io.regclient.config.DockerConfig;
import io.regclient.config.Environment;
import io.regclient.config.HostConfig;
import io.regclient.config.HostTable;
import io.regclient.time.Ticker;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Builds the host table of a program: Docker's logins first, then its own settings, which win (contract HC-7). */
public final class HostSetup {
    private HostSetup() {}

    /**
     * The hosts of a run; what is odd about them is logged as warnings.
     *
     * @param dockerLogins read Docker's configuration
     * @param template settings of hosts that have no entry
     * @param layers settings in order, later ones win
     */
    public static HostTable hosts(
            Environment environment, boolean dockerLogins, Optional<HostConfig> template, Iterable<HostConfig> layers) {
        CredentialPrograms programs = new CredentialPrograms(environment, Ticker.system(), HostSetup::warn);
        HostTable.Builder table = HostTable.builder(HostSetup::warn).credentialPrograms(programs);
        if (dockerLogins) {
            DockerConfig docker = DockerConfig.load(environment, programs);
            docker.problems()
                    .forEach(problem ->
                            logger().atWarn().addKeyValue("err", problem).log("Failed to load docker credentials"));
            table.addAll(docker.hosts());
        }
        template.ifPresent(table::hostDefault);
        return table.addAll(layers).build();
    }

    /** Logs a warning of the configuration with its details as fields. */
    public static void warn(ConfigWarning warning) {
        tell(warning, Level.WARN);
    }

    /** The same at another level. */
    public static void tell(ConfigWarning warning, Level level) {
        LoggingEventBuilder event = logger().atLevel(level);
        for (Map.Entry<String, String> detail : warning.details().entrySet()) {
            event = event.addKeyValue(detail.getKey(), detail.getValue());
        }
        event.log(warning.message());
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(HostSetup.class);
    }
}
